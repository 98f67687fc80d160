// How the weights and the gradients of all layers are distributed.
import { node } from "../../shared/dom.js";
import { short, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { COLOURS } from "./curve.js";
import { makeFigure, probe } from "./figures.js";
import { drawHistogram } from "./histogram.js";

const KINDS = { weights: COLOURS.training, gradients: COLOURS.validation };
const NONE = { weights: "no_weights", gradients: "no_gradients" };
const TITLES = { weights: "weights_named", gradients: "gradients_named" };
const BARS = { weights: "weights_between", gradients: "gradients_between" };
const HEIGHT = 74; // px

/** @param {HTMLElement} parent */
export function makeShapes(parent) {
  const figure = makeFigure(parent, "shapes", word("shapes"));
  const named = { role: "group", tabindex: 0, "aria-label": word("histograms") };
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
      title.textContent = word(NONE[kind], { name });
      return;
    }
    const bins = arrays[`${kind} counts`].length / header[kind].length;
    const counts = arrays[`${kind} counts`].subarray(place * bins, (place + 1) * bins);
    const edges = arrays[`${kind} edges`].subarray(place * (bins + 1), (place + 1) * (bins + 1));
    const length = kind === "gradients" ? short(arrays.norms[place]) : "";
    title.textContent = word(TITLES[kind], { name, length });
    drawHistogram(stack.firstChild, stack.clientWidth, HEIGHT, counts, edges, KINDS[kind], look);
    const ends = { low: short(edges[0]), high: short(edges[bins]) };
    stack.setAttribute("aria-label", word("histogram", { title: title.textContent, ...ends }));
    probe(stack.firstChild, figure.under, (x) => {
      const i = Math.max(0, Math.min(bins - 1, Math.floor((x / stack.clientWidth) * bins)));
      return word(BARS[kind], { name, low: short(edges[i]), high: short(edges[i + 1]), n: whole(counts[i]) });
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
