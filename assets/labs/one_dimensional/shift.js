// Where the moving signal stands, and what comes out there. No elements here.
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

const MOST_PRODUCTS = 8; // a longer sum says how many they are
const STRIDES = 120; // steps from one end to the other

/**
 * @typedef {{ header: any, arrays: any, k: number, pin: number | null }} Shift
 *   k: the sample of the result that is shown; pin: the one that was kept
 */

/** The time, or index, of a sample of the result. */
export const timeOf = (header, k) => header.y0 + k * header.dt;

/** First and last sample that the axis shows, and how far a step takes. @param {Shift} state */
export function bounds({ header, arrays }) {
  const first = Math.max(0, Math.ceil((header.low - header.y0) / header.dt - 1e-6));
  const last = Math.min(arrays.y.length - 1, Math.floor((header.high - header.y0) / header.dt + 1e-6));
  return { first, last, stride: Math.max(1, Math.round((last - first) / STRIDES)) };
}

/** First and last sample of f that the moving signal meets: none where the last is smaller. @param {Shift} state */
export function met({ arrays, k }) {
  return [Math.max(0, k - arrays.h.length + 1), Math.min(arrays.f.length - 1, k)];
}

/** @param {Shift} state */
export function sentence(state) {
  const { header, arrays, k } = state;
  const { f, h, y } = arrays;
  const time = format(Number(timeOf(header, k).toPrecision(6)));
  const value = format(y[k]);
  if (!header.discrete) return word("area", { time, value });
  const [low, high] = met(state);
  const bracketed = (v) => (v < 0 ? `(${format(v)})` : format(v));
  const terms = [];
  for (let i = low; i <= high; i++) terms.push(`${format(f[i])}·${bracketed(h[k - i])}`);
  const sum = terms.length > MOST_PRODUCTS ? word("sum_of_products", { n: terms.length }) : terms.join(" + ");
  return `n = ${time}: ${sum} = ${value}`;
}
