// Colours of an explorer's values, and panels drawn cell by cell.
import * as paint from "../../shared/paint.js";

const toByte = (v) => Math.min(255, Math.max(0, Math.round(v * 255)));

/** @typedef {import("./scene.js").Scene} Scene */

/** @param {Scene} scene */
export const inputColour = ({ header, luts }) =>
  paint.colourer(luts, header.input_show === "signed" ? "signed" : "grey", header.input_limits);

export const outputKind = (header) => (header.show === "picture" ? "grey" : header.show);

/** @param {Scene} scene */
export const outputColour = ({ header, luts }) => paint.colourer(luts, outputKind(header), header.limits);

/**
 * The colour of an input pixel (row, column): of one channel, or of all three as a picture where plane is -1.
 * @param {Scene} scene
 */
export function inputPixel(scene, plane) {
  const { model } = scene;
  if (plane < 0 && model.C === 3) return triple(model.inputAt);
  const colour = inputColour(scene);
  return (y, x) => colour(model.inputAt(Math.max(0, plane), y, x));
}

/** The colour of an output where its three channels are one picture. @param {Scene} scene */
export const outputPixel = ({ model }) => triple(model.out);

// Written out, not mapped: a photo asks for a quarter of a million colours.
function triple(value) {
  return (y, x) => [toByte(value(0, y, x)), toByte(value(1, y, x)), toByte(value(2, y, x))];
}

// The channel of the input whose products a panel shows.
export function planeOf(panel, { model, at }) {
  if (panel.plane >= 0) return panel.plane;
  return model.shared ? at.f : 0;
}

/** Numbers in colours where they fit, colours alone where not. cell(y, x) is what paint.grid takes. */
export function drawCells(ctx, panel, look, cell) {
  const { rows, columns, cx, cy, width, height } = panel;
  if (panel.numbers) paint.grid(ctx, rows, columns, cx, cy, cell, look);
  else {
    const raster = paint.raster(rows, columns, (y, x) => cell(y, x).colour);
    paint.picture(ctx, raster, width, height);
  }
}
