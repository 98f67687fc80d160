// The weights of one layer: kernels side by side, or the matrix of a dense layer.
import { node } from "../../shared/dom.js";
import { short, sizes, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { drawScale, makeCanvas, makeChoice, makeFigure, probe, signed, strongest } from "./figures.js";
import { drawKernels } from "./tiles.js";

const ROOM = { high: 420, most: 14 }; // px: of all kernels, and of a weight
const STAGED = 40;
const BELOW = 40; // px: the scale and its gap

/** @param {HTMLElement} parent @param {import("./scene.js").Scene} scene @param {() => void} show fetches another layer */
export function makeKernels(parent, scene, show) {
  const figure = makeFigure(parent, "kernels", word("kernels"));
  const choice = makeChoice(figure.top, word("layer"), (layer) => {
    scene.layer = layer;
    show();
  });
  const { stack, canvas } = makeCanvas(figure.body);
  const scale = node("div", "scale", figure.body);

  /** @param {any} drawn the snapshot @param {number} high px on a stage, Infinity elsewhere */
  function draw(drawn, look, high) {
    const { shape, layer } = drawn.weights.header;
    const values = drawn.weights.arrays.kernels;
    const dense = shape.length === 2;
    const inputs = shape.slice(1).reduce((a, b) => a * b, 1);
    const outs = Math.floor(values.length / inputs);
    const limit = strongest(values);
    const view = dense ? [1, 1, outs, inputs] : [outs, ...shape.slice(1)];
    const [, ins, height, width] = view;
    const value = (o, i, y, x) => values[((o * ins + i) * height + y) * width + x];
    const colour = signed(scene.luts, limit);
    const room = high < Infinity ? { high: high - BELOW, most: STAGED } : ROOM;
    const find = drawKernels(canvas, figure.body.clientWidth, room, view, value, colour, look.back);

    const n = outs < shape[0] ? word("some_of", { n: whole(outs), all: whole(shape[0]) }) : whole(shape[0]);
    const title = dense
      ? word("weights_of", { layer, n, inputs: whole(inputs) })
      : word("kernels_of", { layer, n, channels: whole(shape[1]), size: sizes(shape.slice(2)) });
    figure.text.textContent = title;
    stack.setAttribute("aria-label", word("weights_range", { title, low: short(-limit), high: short(limit) }));
    drawScale(scale, limit, true, scene.luts);
    probe(canvas, figure.under, (x, y) => {
      const hit = find(x, y);
      if (!hit) return "";
      const { map, channel, row, column } = hit;
      const weight = short(value(map, channel, row, column));
      if (dense) return word("dense_entry", { unit: row + 1, input: column + 1, weight });
      const place = { map: map + 1, channel: channel + 1, row: row + 1, column: column + 1 };
      return word("kernel_entry", { ...place, weight });
    });
  }
  return {
    figure: figure.figure,
    body: figure.body,
    /** @param {string[]} layers */
    offer: (layers) =>
      choice.offer(
        layers.map((name) => [name, name]),
        scene.layer,
      ),
    draw,
  };
}
