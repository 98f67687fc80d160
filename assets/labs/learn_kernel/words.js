// What is on the screen, in words.
import { brief, format } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { learnt, rounded } from "./learning.js";

/** @typedef {import("./learning.js").Learning} Learning */

/** @param {Learning} state */
export function sentence({ arrays, step }) {
  const loss = format(Number(arrays.losses[step].toPrecision(4)));
  const away = share(arrays.distances[step]);
  return word("learning_step", { step, all: arrays.losses.length - 1, loss, away });
}

// Per cent, with two digits where it is small.
const share = (v) => `${v >= 0.1 ? (100 * v).toFixed(0) : format(Number((100 * v).toPrecision(2)))} %`;

/** What is read out for each of the tables. @param {Learning} state */
export function tableLabels(state) {
  const { header, arrays, covered, cell } = state;
  const [row, column] = cell;
  return {
    learnt: word("learnt_table", { kernel: spoken(learnt(state), header.size), row, column }),
    hidden: covered ? word("hidden_covered") : word("hidden_table", { kernel: spoken(arrays.hidden, header.hidden) }),
    difference: word(covered ? "difference_covered" : "difference_table"),
  };
}

function spoken(values, [rows, columns]) {
  const row = (r) => Array.from(values.subarray(r * columns, (r + 1) * columns), (v) => brief(rounded(v))).join(" ");
  return Array.from({ length: rows }, (_, r) => row(r)).join("; ");
}
