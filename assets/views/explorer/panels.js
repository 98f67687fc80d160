// The panels: input, kernel, output and what is shown magnified, as elements; and which cell of one the pointer is on.
import { el } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makePanel as makeFigure, takeKeys } from "../../shared/panel.js";
import { word } from "../../shared/words.js";
import { hasWeights, isMulti, POOLS } from "./scene.js";

const POINTED = ["in", "out", "k", "partial"]; // kinds that answer to the pointer

/**
 * @typedef {ReturnType<typeof makePanel>} Panel
 * @typedef {ReturnType<typeof import("./hand.js").makeHand>} Hand
 */

/**
 * One panel. Its numbers of rows and columns, and the size of a cell, come from layout.js.
 * @param {string} kind in, k, partial, out, histogram, near, weights or products
 * @param {number} plane the channel that it shows, -1 for all of them at once
 */
function makePanel(kind, plane, caption, label) {
  const made = makeFigure(kind, caption);
  if (kind === "out") takeKeys(made);
  else made.stack.setAttribute("role", "img");
  made.stack.setAttribute("aria-label", label);
  return {
    ...made,
    kind,
    plane,
    rows: 1,
    columns: 1,
    top: 0, // rows and columns of padding before the first pixel
    left: 0,
    cx: 1, // px of a cell
    cy: 1,
    numbers: false, // the cells are large enough for them
    key: "", // what its raster was made from
    raster: null,
  };
}

/**
 * What the pointer is on; null outside the panel.
 * @param {Panel} panel
 * @param {PointerEvent | MouseEvent} event
 */
export function pointed(panel, event) {
  const box = panel.overlay.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left) / panel.cx);
  const row = Math.floor((event.clientY - box.top) / panel.cy);
  if (column < 0 || row < 0 || column >= panel.columns || row >= panel.rows) return null;
  const y = row - panel.top;
  const x = column - panel.left;
  if (panel.kind === "k") return { kind: "k", i: y, j: x };
  return panel.kind === "in" ? { kind: "in", y, x } : { kind: "out", r: y, q: x };
}

/**
 * All panels for the scene, put into the board and the detail below it.
 * @param {import("./scene.js").Scene} scene
 * @param {Hand} hand
 * @returns {Panel[]}
 */
export function buildPanels(scene, board, detail, hand) {
  const { header, model } = scene;
  const { names } = header;
  const multi = isMulti(scene);
  const weights = hasWeights(scene);
  const planes = multi ? Array.from({ length: model.C }, (_, c) => c) : [0];
  const panels = [];

  function add(parent, kind, plane, caption, label) {
    const made = makePanel(kind, plane, caption, label);
    if (POINTED.includes(kind)) {
      made.overlay.addEventListener("pointermove", (event) => hand.move(pointed(made, event)));
      made.overlay.addEventListener("pointerdown", (event) => hand.down(pointed(made, event)));
      made.overlay.addEventListener("pointerleave", () => hand.leave());
      made.overlay.addEventListener("click", (event) => hand.click(pointed(made, event)));
    }
    parent.append(made.figure);
    panels.push(made);
  }
  const sign = (parent, text) => parent.append(el("span", { class: "operator", text }));

  const rows = el("div", { class: "rows" });
  for (const c of planes) {
    const row = el("div", { class: "row" });
    const channel = header.channels[c];
    const ofChannel = (name) => (multi ? word("of_channel", { name, channel }) : name);
    const input = ofChannel(names.input);
    const kernel = ofChannel(names.kernel);
    const inputLabel = word("input_size", { name: input, rows: model.H, columns: model.W });
    add(row, "in", multi ? c : -1, `${input} ${model.H} × ${model.W}`, inputLabel);
    if (model.transposed) sign(row, "⊛");
    else sign(row, weights ? header.symbol : POOLS[model.op]);
    add(
      row,
      "k",
      c,
      `${kernel} ${model.kh} × ${model.kw}`,
      word("kernel_size", { name: kernel, rows: model.kh, columns: model.kw }),
    );
    if (multi) {
      sign(row, "=");
      const partial = word("partial_result", { channel });
      add(row, "partial", c, partial, partial);
    }
    rows.append(row);
  }

  const final = el("div", { class: "final" });
  const summed = header.bias ? `Σ + ${format(header.bias[0])} =` : "Σ =";
  sign(final, multi ? summed : "=");
  const outputLabel = word("output_size", { name: names.output, rows: model.Ho, columns: model.Wo });
  add(final, "out", 0, `${names.output} ${model.Ho} × ${model.Wo}`, outputLabel);

  board.replaceChildren(rows, final);
  board.classList.toggle("multi", multi);
  detail.replaceChildren();
  if (header.histogram) {
    add(detail, "histogram", 0, word("output_histogram"), word("histogram_alt"));
  }
  if (!header.photo || model.transposed) return panels;
  for (const c of planes) {
    const row = el("div", { class: "row" });
    add(row, "near", multi ? c : -1, word("under_window"), word("under_window_alt"));
    if (weights) {
      sign(row, "⊙");
      add(row, "weights", c, names.kernel, word("kernel_cells"));
      sign(row, "=");
      add(row, "products", c, word("products"), word("products_alt"));
    }
    detail.append(row);
  }
  return panels;
}

/** Scenes with equal structures have the same panels. @param {import("./scene.js").Scene} scene */
export function structureOf({ header, model }) {
  const sizes = [
    header.shapes.input,
    header.shapes.kernel[1],
    model.C,
    model.F,
    model.kh,
    model.kw,
    model.Ho,
    model.Wo,
  ];
  const words = [header.names, header.symbol, header.channels];
  return JSON.stringify([sizes, words, header.photo, header.bias, model.op, model.shared, Boolean(header.histogram)]);
}
