// Which pixels a unit sees, and which unit sees a pixel. Positions are [row, column].

import { clamp } from "../../shared/moves.js";

/**
 * @typedef {{ offset: number[], start: number[], stride: number[], units: number[] }} Layer
 *   each an entry per axis: where the axis begins in low and high, the centre of unit 0 and the pixels to the next unit,
 *   and the number of units
 * @typedef {{ low: ArrayLike<number>, high: ArrayLike<number> }} Spans first and last pixel of every unit, axis by axis
 */

// First and last pixel along one axis; null where the window lies in the padding.
function span({ low, high }, layer, axis, i) {
  const k = layer.offset[axis] + i;
  return low[k] > high[k] ? null : [low[k], high[k]];
}

/**
 * The pixels that a unit sees; null where they are all padding.
 * @param {Spans} spans
 * @param {Layer} layer
 */
export function box(spans, layer, [r, q]) {
  const y = span(spans, layer, 0, r);
  const x = span(spans, layer, 1, q);
  return y && x ? { x: x[0], y: y[0], width: x[1] - x[0] + 1, height: y[1] - y[0] + 1 } : null;
}

/** The pixel, or place between two, on which unit i is centred along an axis. @param {Layer} layer */
export const centre = (layer, axis, i) => layer.start[axis] + i * layer.stride[axis];

/** @param {Layer} layer */
function nearest(layer, axis, pixel) {
  const step = layer.stride[axis];
  return clamp(step ? Math.round((pixel - layer.start[axis]) / step) : 0, layer.units[axis]);
}

/** The unit whose centre is nearest to a pixel. @param {Layer} layer @returns {[number, number]} */
export const unitAt = (layer, y, x) => [nearest(layer, 0, y), nearest(layer, 1, x)];

/**
 * @typedef {{ header: any, arrays: any, photo: HTMLCanvasElement | null, layer: number, unit: number[],
 *   hover: number[] | null }} Scene
 *   layer: the index of the one that is shown; unit: row and column of the one that stands; hover: of the one under the
 *   pointer, while it is there
 */

/** The layer that is shown. @param {Scene} scene @returns {any} */
export const layerOf = ({ header, layer }) => header.layers[layer];

/** The unit that is shown. @param {Scene} scene @returns {any} */
export const unitOf = ({ hover, unit }) => hover ?? unit;

/** Shows another layer: its unit over the pixel where the last one stood. @param {Scene} scene */
export function follow(scene, index) {
  const { header, layer, unit } = scene;
  const before = header.layers[layer];
  const [y, x] = unit.map((i, axis) => clamp(centre(before, axis, i), header.size[axis]));
  scene.layer = clamp(index, header.layers.length);
  scene.unit = unitAt(header.layers[scene.layer], y, x);
}

/**
 * The fields of earlier layers, from large to small, no more than `most`, around the pixel where the unit is centred.
 * @param {Scene} scene
 */
export function rings({ header, arrays, layer }, unit, most) {
  const shown = header.layers[layer];
  const [y, x] = unit.map((i, axis) => clamp(centre(shown, axis, i), header.size[axis]));
  const larger = (one, i, all) => one.size[0] < shown.size[0] && one.size[0] > (all[i - 1]?.size[0] ?? 0);
  const inner = header.layers.slice(0, layer).filter(larger);
  const step = Math.max(1, inner.length / most);
  const found = [];
  for (let i = inner.length - 1; i >= 0; i -= step) {
    const one = inner[Math.round(i)];
    const ring = box(arrays, one, unitAt(one, y, x));
    if (ring) found.push(ring);
  }
  return found;
}
