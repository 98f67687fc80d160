// The elements: three pictures, three kernels and the curve.
import { node } from "../../shared/dom.js";
import { word } from "../../shared/words.js";

/** @typedef {ReturnType<typeof makeFigure>} Figure */

function makeFigure(parent, name) {
  const figure = node("figure", name, parent);
  const caption = node("figcaption", "", figure);
  const stack = node("div", "stack", figure);
  const canvas = node("canvas", "", stack);
  const ticks = node("span", "ticks", figure, { hidden: true });
  const numbers = node("div", "numbers", figure, { hidden: true });
  return { figure, caption, stack, canvas, ticks, numbers };
}

export function makeFigures(board) {
  const pictures = {
    input: makeFigure(board, "picture input"),
    target: makeFigure(board, "picture target"),
    response: makeFigure(board, "picture response"),
  };
  const tables = {
    learnt: makeFigure(board, "kernel learnt"),
    hidden: makeFigure(board, "kernel theirs"),
    difference: makeFigure(board, "kernel difference"),
  };
  const curve = makeFigure(board, "curve");
  curve.caption.classList.add("legend");
  for (const { stack } of [...Object.values(pictures), tables.hidden, tables.difference]) {
    stack.setAttribute("role", "img");
  }
  for (const { stack } of [tables.learnt, curve]) {
    stack.setAttribute("role", "application");
    stack.tabIndex = 0;
  }
  return { pictures, tables, curve };
}

// names: of the pictures
export function nameFigures({ pictures, tables, curve }, names) {
  for (const [kind, { caption, stack }] of Object.entries(pictures)) {
    caption.textContent = names[kind];
    stack.setAttribute("aria-label", names[kind]);
  }
  tables.learnt.caption.textContent = word("learnt_kernel");
  tables.hidden.caption.textContent = word("hidden_kernel");
  tables.difference.caption.textContent = word("learnt_less_hidden");
  curve.stack.setAttribute("aria-label", word("learning_curve"));
}
