// The effective field added up along its columns, and the Gaussian of the same width. No elements here.
import { word } from "../../shared/words.js";

/**
 * What each column of the field holds of all of it.
 * @param {ArrayLike<number>} map
 * @param {number} size rows and columns
 */
export function columnShares(map, size) {
  let total = 0;
  for (let i = 0; i < size * size; i++) total += map[i];
  return Array.from({ length: size }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < size; y++) sum += map[y * size + x];
    return sum / (total || 1);
  });
}

/** The middle of the field, between two pixels where their number is even. */
export const middleOf = (size) => (size - 1) / 2;

/** The Gaussian around the middle; width: its standard deviation in pixels. */
export function bell(x, middle, width) {
  return Math.exp(-((x - middle) ** 2) / (2 * width ** 2)) / (width * Math.sqrt(2 * Math.PI));
}

/** Three digits. */
export const brief = (v) => String(Number(v.toPrecision(3)));

/** @param {number[]} pixel row and column @param {number} value @param {number} peak the largest value */
export function sentence([row, column], value, peak) {
  const share = brief((100 * value) / peak);
  return word("pixel_of_field", { row, column, value: brief(value), share });
}
