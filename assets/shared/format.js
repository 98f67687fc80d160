// Numbers as text: a true minus sign, and no more digits than the place can hold.
import { word } from "./words.js";

const minus = (text) => text.replace("-", "−");

/** A value in full: four digits, whole from 1000 on. */
export function format(v) {
  if (v === -Infinity) return "−∞";
  if (!Number.isFinite(v)) return word("not_a_number");
  if (v === 0) return "0";
  const size = Math.abs(v);
  if (size >= 1000) return minus(v.toFixed(0));
  return minus(size >= 0.001 ? String(Number(v.toPrecision(4))) : v.toExponential(1));
}

/** A value in a cell of a grid: three digits at most, whole numbers as they are. */
export function brief(v) {
  if (!Number.isFinite(v) || Number.isInteger(v)) return format(v);
  const size = Math.abs(v);
  return minus(v.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2));
}

/** A value beside a curve: three digits, thousands with commas; "–" where there is none. */
export function short(v) {
  if (v === null || !Number.isFinite(v)) return "–";
  if (Math.abs(v) >= 1000) return v.toLocaleString("en", { maximumFractionDigits: 0 });
  return minus(String(Number(v.toPrecision(3))));
}

/** A value at a tick of an axis: from 10,000 on, and below a thousandth, as a power of ten. */
export function tick(v) {
  const size = Math.abs(v);
  if (size === 0 || (size >= 0.001 && size < 10_000)) return short(v);
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  const power = `10${[...String(exponent)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("")}`;
  const times = Number((v / 10 ** exponent).toPrecision(2));
  return times === 1 ? power : minus(`${times}·${power}`);
}

/** A count, thousands with commas. */
export const whole = (n) => Number(n).toLocaleString("en");

/** A share of 1 in per cent, with a decimal near 0 and 1; "–" where there is none. */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  return `${(100 * share).toFixed(share < 0.1 || share > 0.9 ? 1 : 0)} %`;
}

/** Counts with crosses between them: 64 × 3 × 3. */
export const sizes = (counts) => counts.map(whole).join(" × ");
