// Which pixels a unit sees, and which unit sees a pixel. Positions are [row, column].

/**
 * @typedef {{ offset: number[], start: number[], stride: number[], units: number[] }} Layer
 *   each an entry per axis: where the axis begins in low and high, the centre of unit 0 and the pixels to the next unit,
 *   and the number of units
 * @typedef {{ low: ArrayLike<number>, high: ArrayLike<number> }} Spans first and last pixel of every unit, axis by axis
 */

export const clamp = (i, n) => Math.min(n - 1, Math.max(0, i));

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

/** The unit whose centre is nearest to a pixel. @param {Layer} layer */
export const unitAt = (layer, y, x) => [nearest(layer, 0, y), nearest(layer, 1, x)];
