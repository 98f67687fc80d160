// What the figures of a run are made of: a caption, choices above, a canvas, and what the pointer is on below.
import { strip } from "../../shared/bar.js";
import { node } from "../../shared/dom.js";
import { short } from "../../shared/format.js";
import { colourer } from "../../shared/paint.js";

/** @typedef {ReturnType<typeof makeFigure>} Figure */

export function makeFigure(parent, name, title) {
  const figure = node("figure", name, parent);
  const caption = node("figcaption", "", figure);
  const text = node("span", "title", caption, { text: title });
  const top = node("div", "top", figure);
  const body = node("div", "body", figure);
  const under = node("p", "under", figure);
  return { figure, caption, text, top, body, under };
}

export function makeCanvas(body) {
  const stack = node("div", "stack", body, { role: "img" });
  return { stack, canvas: node("canvas", "", stack) };
}

/** A choice among names. choose(value) is called when another is chosen. */
export function makeChoice(parent, label, choose) {
  const around = node("label", "check", parent, { text: `${label} ` });
  const select = node("select", "", around);
  select.addEventListener("change", () => choose(select.value));
  return {
    around,
    select,
    /** @param {string[][]} names value and text of each */
    offer(names, value) {
      select.replaceChildren();
      for (const [key, text] of names) node("option", "", select, { value: key, text });
      select.value = value;
    },
  };
}

export function makeCheck(parent, text, changed) {
  const label = node("label", "check", parent);
  const box = node("input", "", label, { type: "checkbox" });
  label.append(text);
  box.addEventListener("change", changed);
  return box;
}

export const signed = (luts, limit) => colourer(luts, "signed", [-limit, limit]);
export const magnitude = (luts, limit) => colourer(luts, "magnitude", [0, limit]);

/** The largest absolute value; 1 where all are 0. */
export function strongest(values) {
  let most = 0;
  for (const v of values) if (Math.abs(v) > most) most = Math.abs(v);
  return most || 1;
}

/** The colours from the lowest value to the highest, with both numbers. */
export function drawScale(place, limit, isSigned, luts) {
  if (!place.firstChild) {
    node("span", "", place);
    node("canvas", "", place, { "aria-hidden": "true" });
    node("span", "", place);
  }
  const [low, colours, high] = place.children;
  low.textContent = isSigned ? short(-limit) : "0";
  high.textContent = short(limit);
  if (isSigned) strip(colours, signed(luts, limit), [-limit, limit]);
  else strip(colours, magnitude(luts, limit), [0, limit]);
}

const finders = new WeakMap();

/**
 * Says below a figure what the pointer is on.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} under
 * @param {(x: number, y: number) => string} find what is at x and y px, in words; "" for nothing
 */
export function probe(canvas, under, find) {
  if (!finders.has(canvas)) {
    canvas.addEventListener("pointermove", (event) => {
      const area = canvas.getBoundingClientRect();
      under.textContent = finders.get(canvas)(event.clientX - area.left, event.clientY - area.top);
    });
    canvas.addEventListener("pointerleave", () => {
      under.textContent = "";
    });
  }
  finders.set(canvas, find);
}
