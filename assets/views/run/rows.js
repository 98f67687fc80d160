// What is read off the rows of a run: one row a step, in the order of the steps.
import { multiples, nice } from "../../shared/chart.js";
import { short, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { COLUMN } from "./feed.js";
import { TERM } from "./words.js";

/**
 * @typedef {{ count: number, numbers: Float32Array, columns?: number }} Rows
 * @typedef {ReturnType<typeof prepare>} Table
 */

/** How many rows a mean is taken over. */
export const smoothing = (count) => Math.max(1, Math.min(200, Math.round(count / 25)));

/** A number of row i. @param {Rows} rows */
export const at = (rows, i, column) => rows.numbers[i * (rows.columns ?? COLUMN.all) + column];

// Mean of the last `width` values of a column, at every row.
function means(rows, column, width) {
  const out = new Float32Array(rows.count);
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    sum += at(rows, i, column);
    if (i >= width) sum -= at(rows, i - width, column);
    out[i] = sum / Math.min(i + 1, width);
  }
  return out;
}

/** What both curves need of the rows, made once for every reading. @param {Rows} rows */
export function prepare(rows) {
  const width = smoothing(rows.count);
  const validation = []; // rows that have been validated
  for (let i = 0; i < rows.count; i++) if (!Number.isNaN(at(rows, i, COLUMN.valLoss))) validation.push(i);
  const terms = Array.from({ length: (rows.columns ?? COLUMN.all) - COLUMN.all }, (_, i) =>
    means(rows, COLUMN.all + i, width),
  );
  const smooth = { loss: means(rows, COLUMN.loss, width), accuracy: means(rows, COLUMN.accuracy, width), terms };
  return { ...rows, width, validation, smooth };
}

/** The row whose step is nearest. @param {Rows} rows */
export function rowAt(rows, step) {
  let low = 0;
  let high = rows.count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(rows, middle, COLUMN.step) < step) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 && step - at(rows, low - 1, COLUMN.step) < at(rows, low, COLUMN.step) - step;
  return before ? low - 1 : low;
}

const percent = (v) => `${(100 * v).toFixed(1)} %`;

/**
 * The numbers at the row nearest to a step, as a sentence.
 * @param {Table} table @param {number} step @param {string} [task] @param {string[]} [terms] of its loss
 */
export function readOff(table, step, task = "classification", terms = []) {
  if (!table.count) return "";
  const i = rowAt(table, step);
  if (task !== "classification") return readTerms(table, i, task, terms);
  const { loss, accuracy } = table.smooth;
  const reading = word("reading", {
    step: whole(at(table, i, COLUMN.step)),
    loss: short(at(table, i, COLUMN.loss)),
    mean_loss: short(loss[i]),
    accuracy: percent(at(table, i, COLUMN.accuracy)),
    mean_accuracy: percent(accuracy[i]),
  });
  const checked = table.validation.filter((row) => row <= i).at(-1);
  if (checked === undefined) return reading;
  return word("reading_validated", {
    reading,
    step: whole(at(table, checked, COLUMN.step)),
    loss: short(at(table, checked, COLUMN.valLoss)),
    accuracy: percent(at(table, checked, COLUMN.valAccuracy)),
  });
}

const READING = { detection: "reading_detection", segmentation: "reading_segmentation" };
const HELD_BACK = { detection: "held_back_detection", segmentation: "held_back_segmentation" };

// The loss in its terms, and the measure of the task.
function readTerms(table, i, task, terms) {
  const parts = terms.map((term, place) =>
    word("term_reading", { term: word(TERM[term]), value: short(at(table, i, COLUMN.all + place)) }),
  );
  const reading = word(READING[task], {
    step: whole(at(table, i, COLUMN.step)),
    loss: short(at(table, i, COLUMN.loss)),
    terms: parts.join(" + "),
    measure: percent(at(table, i, COLUMN.accuracy)),
  });
  const checked = table.validation.filter((row) => row <= i).at(-1);
  if (checked === undefined) return reading;
  return word(HELD_BACK[task], {
    reading,
    step: whole(at(table, checked, COLUMN.step)),
    loss: short(at(table, checked, COLUMN.valLoss)),
    measure: percent(at(table, checked, COLUMN.valAccuracy)),
  });
}

const EXPLODED = 20; // times the first loss

/** Whether a loss has grown so much that all others lie on the axis, unless it is a logarithmic one. @param {Table} table */
export function exploded(table) {
  const first = table.count ? at(table, 0, COLUMN.loss) : 0;
  for (let i = 1; i < table.count; i++) if (at(table, i, COLUMN.loss) > EXPLODED * Math.max(first, 1)) return true;
  return false;
}

/** Lowest and highest value of the vertical axis. @param {Table} table */
export function limits(table, kind, log) {
  if (kind === "accuracy") return [0, 1];
  let low = Infinity;
  let high = 1e-9;
  const widen = (v) => {
    if (v > high) high = v;
    if (v > 0 && v < low) low = v;
  };
  for (let i = 0; i < table.count; i++) widen(at(table, i, COLUMN.loss));
  for (const i of table.validation) widen(at(table, i, COLUMN.valLoss));
  if (!table.count) [low, high] = [0.1, 1];
  if (!log) return [0, 1.03 * high];
  const least = 10 ** Math.floor(Math.log10(Math.max(low, high * 1e-9)));
  const most = 10 ** Math.ceil(Math.log10(high));
  return [least, most <= least ? 10 * least : most];
}

const PARTS = 5; // of a linear axis

/**
 * The values at the ticks of the vertical axis.
 * @param {number} low @param {number} high
 * @param {boolean} logarithmic so many decades apart that no more than `most` stand there
 */
export function ticksOf(low, high, logarithmic, most) {
  if (!logarithmic) return multiples(0, high, nice((high - low) / PARTS));
  const span = Math.round(Math.log10(high / low));
  const apart = Math.max(1, Math.ceil(span / most));
  return Array.from({ length: Math.floor(span / apart) + 1 }, (_, i) => low * 10 ** (i * apart));
}
