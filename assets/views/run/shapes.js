// How the weights and the gradients of all layers are distributed.
import { node } from "../../shared/dom.js";
import { short, whole } from "../../shared/format.js";
import { COLOURS } from "./curve.js";
import { makeFigure, probe } from "./figures.js";
import { drawHistogram } from "./histogram.js";

const KINDS = { weights: COLOURS.training, gradients: COLOURS.validation };
const HEIGHT = 74; // px

/** @param {HTMLElement} parent */
export function makeShapes(parent) {
  const figure = makeFigure(parent, "shapes", "Weights and gradients");
  const named = { role: "group", tabindex: 0, "aria-label": "Histograms of all layers" };
  const grid = node("div", "grid", figure.body, named);

  function makeCells(count) {
    if (grid.children.length === count) return;
    grid.replaceChildren();
    for (let i = 0; i < count; i++) {
      const cell = node("div", "", grid);
      node("span", "name", cell);
      node("canvas", "", node("div", "stack", cell, { role: "img" }));
    }
  }

  function drawCell(cell, { header, arrays }, name, kind, look) {
    const [title, stack] = cell.children;
    const place = header[kind].indexOf(name);
    stack.hidden = place < 0;
    if (place < 0) {
      title.textContent = `${name}: no ${kind} yet`;
      return;
    }
    const bins = arrays[`${kind} counts`].length / header[kind].length;
    const counts = arrays[`${kind} counts`].subarray(place * bins, (place + 1) * bins);
    const edges = arrays[`${kind} edges`].subarray(place * (bins + 1), (place + 1) * (bins + 1));
    const length = kind === "gradients" ? `, length ${short(arrays.norms[place])}` : "";
    title.textContent = `${name}, ${kind}${length}`;
    drawHistogram(stack.firstChild, stack.clientWidth, HEIGHT, counts, edges, KINDS[kind], look);
    const range = `from ${short(edges[0])} to ${short(edges[bins])}`;
    stack.setAttribute("aria-label", `Histogram of ${title.textContent}: ${range}`);
    probe(stack.firstChild, figure.under, (x) => {
      const i = Math.max(0, Math.min(bins - 1, Math.floor((x / stack.clientWidth) * bins)));
      return `${name}, ${kind} from ${short(edges[i])} to ${short(edges[i + 1])}: ${whole(counts[i])}`;
    });
  }

  return {
    figure: figure.figure,
    /** @param {any} drawn the snapshot */
    draw(drawn, look) {
      const names = drawn.header.weights;
      const kinds = Object.keys(KINDS);
      makeCells(kinds.length * names.length);
      names.forEach((name, row) => {
        kinds.forEach((kind, k) => drawCell(grid.children[kinds.length * row + k], drawn, name, kind, look));
      });
    },
  };
}
