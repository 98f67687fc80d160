// What can be done to a kernel, and its numbers as text. A kernel is a list of rows of texts: "1", "-0.5", "1/9".
import { word } from "../../shared/words.js";

export const LARGEST = 15;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

// What a keyboard types for a number, as the text of it: full-width forms, other minus signs, a decimal comma.
export const plain = (text) =>
  text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[−–—‐‑﹣]/g, "-")
    .replace(/[。｡]/g, ".")
    .replace(/[\s;]+/g, "")
    .replace(/^([+-]?\d*),(\d+)$/, "$1.$2");

// The float32 number that a text stands for; NaN if it is none.
export function value(text) {
  const parts = text.replaceAll("−", "-").split("/");
  if (parts.length > 2 || !parts.every((part) => NUMBER.test(part))) return NaN;
  return Math.fround(parts.length > 1 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]));
}

// The fewest digits that give the same float32 number again, in the form that is shorter.
export function text(number) {
  const v = Math.fround(number);
  if (!Number.isFinite(v)) return word("not_a_number");
  if (v === 0) return "0";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(v.toPrecision(digits))) !== v) digits++;
  const [mantissa, exponent] = v.toExponential(digits - 1).split("e");
  const scientific = `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${Number(exponent)}`;
  const places = Math.max(0, digits - 1 - Number(exponent));
  const plain = places <= 100 ? Number(v.toPrecision(digits)).toFixed(places) : scientific;
  return plain.length <= Math.max(10, scientific.length) ? plain : scientific;
}

export const values = (kernel) => Float32Array.from(kernel.flat(), value);
export const joined = (kernel) => kernel.map((row) => row.join(" ")).join("; ");

export const rotate = (kernel) => kernel[0].map((_, j) => kernel.map((row) => row[row.length - 1 - j]));
export const negate = (kernel) =>
  kernel.map((row) => row.map((entry) => (value(entry) === 0 ? "0" : text(-value(entry)))));
export const random = (kernel) => kernel.map((row) => row.map(() => text(Math.round(200 * Math.random() - 100) / 100)));

// Divided by the sum, or by the sum of the absolute values if that is 0; null if all entries are 0.
export function normalise(kernel) {
  const all = values(kernel),
    total = all.reduce((a, b) => a + b, 0),
    size = all.reduce((a, b) => a + Math.abs(b), 0);
  if (!(size > 0)) return null;
  const divisor = Math.fround(Math.abs(total) > 1e-6 * size ? total : size);
  return kernel.map((row) => row.map((entry) => text(value(entry) / divisor)));
}

// Cropped or padded with zeros around the middle, so that a larger kernel does the same as before.
export function resize(kernel, rows, columns) {
  const from = (old, now) => Math.max(0, Math.floor((old - now) / 2)) - Math.max(0, Math.floor((now - old) / 2));
  const top = from(kernel.length, rows),
    left = from(kernel[0].length, columns);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => kernel[i + top]?.[j + left] ?? "0"),
  );
}

/** One entry is another. @param {string[][]} kernel @param {number} row @param {number} column */
export const put = (kernel, row, column, text) =>
  kernel.map((entries, i) => entries.map((entry, j) => (i === row && j === column ? text : entry)));
