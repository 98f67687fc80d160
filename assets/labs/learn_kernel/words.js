// What is on the screen, in words.
import { brief, format } from "../../shared/format.js";
import { learnt, rounded } from "./learning.js";

/** @typedef {import("./learning.js").Learning} Learning */

/** @param {Learning} state */
export function sentence({ arrays, step }) {
  const loss = format(Number(arrays.losses[step].toPrecision(4)));
  const away = share(arrays.distances[step]);
  return `Step ${step} of ${arrays.losses.length - 1}: mean squared error ${loss}, ${away} away from the hidden kernel`;
}

// Per cent, with two digits where it is small.
const share = (v) => `${v >= 0.1 ? (100 * v).toFixed(0) : format(Number((100 * v).toPrecision(2)))} %`;

/** What is read out for each of the tables. @param {Learning} state */
export function tableLabels(state) {
  const { header, arrays, covered, cell } = state;
  const keys = `Arrow keys choose a weight, now row ${cell[0]}, column ${cell[1]}; Enter takes it to the numbers below.`;
  return {
    learnt: `Learnt kernel: ${spoken(learnt(state), header.size)}. ${keys}`,
    hidden: covered ? "Hidden kernel, covered" : `Hidden kernel: ${spoken(arrays.hidden, header.hidden)}`,
    difference: covered ? "Difference, covered" : "Learnt minus hidden kernel",
  };
}

function spoken(values, [rows, columns]) {
  const row = (r) => Array.from(values.subarray(r * columns, (r + 1) * columns), (v) => brief(rounded(v))).join(" ");
  return Array.from({ length: rows }, (_, r) => row(r)).join("; ");
}
