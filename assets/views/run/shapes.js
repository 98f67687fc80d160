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
const STAGED = { least: 56, most: 150, gap: 8 }; // px of a histogram on a stage

/** @param {HTMLElement} parent @param {import("./scene.js").Scene} scene */
export function makeShapes(parent, scene) {
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

  function drawCell(cell, { header, arrays }, name, kind, height, look) {
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
    drawHistogram(stack.firstChild, stack.clientWidth, height, counts, edges, KINDS[kind], look);
    const ends = { low: short(edges[0]), high: short(edges[bins]) };
    stack.setAttribute("aria-label", word("histogram", { title: title.textContent, ...ends }));
    probe(stack.firstChild, figure.under, (x) => {
      const i = Math.max(0, Math.min(bins - 1, Math.floor((x / stack.clientWidth) * bins)));
      return word(BARS[kind], { name, low: short(edges[i]), high: short(edges[i + 1]), n: whole(counts[i]) });
    });
  }

  return {
    figure: figure.figure,
    body: figure.body,
    /** @param {any} drawn the snapshot @param {number} high px on a stage, where the layers around the chosen one stand */
    draw(drawn, look, high) {
      const all = drawn.header.weights;
      const kinds = Object.keys(KINDS);
      if (!grid.firstChild) makeCells(kinds.length);
      const line = grid.querySelector(".name").offsetHeight + STAGED.gap;
      const staged = high < Infinity;
      const fitting = staged ? Math.max(1, Math.floor(high / (line + STAGED.least))) : all.length;
      const names = around(all, scene.layer, fitting);
      const height = staged ? Math.min(STAGED.most, high / names.length - line) : HEIGHT;
      const counted = { n: whole(names.length), all: whole(all.length) };
      figure.text.textContent = names.length < all.length ? word("shapes_of", counted) : word("shapes");
      makeCells(kinds.length * names.length);
      names.forEach((name, row) => {
        kinds.forEach((kind, k) => drawCell(grid.children[kinds.length * row + k], drawn, name, kind, height, look));
      });
    },
  };
}

/** So many of a list, with the chosen one in their middle where it can be. @param {string[]} all @param {number} n */
export function around(all, chosen, n) {
  const first = Math.min(all.indexOf(chosen) - Math.floor((n - 1) / 2), all.length - n);
  return all.slice(Math.max(0, first)).slice(0, n);
}
