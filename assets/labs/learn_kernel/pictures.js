// Input, target and response as pictures, with the bars of their colours.
import { strip } from "../../shared/bar.js";
import { node } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { learnt, respond } from "./learning.js";

// What stays while the kernel is learnt.
export function drawPictures({ input, target, response }, { header, arrays, luts }) {
  const grey = paint.colourer(luts, "grey", header.input_limits);
  drawValues(input.canvas, arrays.patch, header.patch, grey);
  drawScale(input, grey, header.input_limits);
  const colour = paint.colourer(luts, header.show, header.limits);
  drawValues(target.canvas, arrays.target, header.target, colour);
  for (const figure of [target, response]) drawScale(figure, colour, header.limits);
}

/**
 * What the kernel of this step answers.
 * @param {import("./figures.js").Figure} figure
 * @param {import("./learning.js").Learning} state
 */
export function drawResponse(figure, state) {
  const { header, arrays, luts } = state;
  const values = respond(arrays.patch, header.patch[1], learnt(state), header.size, header.target);
  drawValues(figure.canvas, values, header.target, paint.colourer(luts, header.show, header.limits));
}

function drawValues(canvas, values, [rows, columns], colour) {
  paint.fill(
    canvas,
    paint.raster(rows, columns, (r, q) => colour(values[r * columns + q])),
  );
  paint.keepPixels(canvas);
}

function drawScale({ ticks, numbers }, colour, [low, high]) {
  ticks.hidden = numbers.hidden = false;
  strip(ticks.firstChild ?? node("canvas", "", ticks), colour, [low, high]);
  numbers.replaceChildren();
  for (const v of low < 0 && high > 0 ? [low, 0, high] : [low, high]) {
    node("span", "", numbers, { text: brief(Number(v.toPrecision(3))) });
  }
}
