// What charts on a canvas share: sizes that grow with the type, round numbers on an axis, lines and marks.
import { node } from "./dom.js";

export const RIM = "#14181f"; // around what is bright in both themes

/** How much larger the page's type is than usual, as on a projector; never smaller. */
export const grown = () =>
  Math.max(1, (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16);

/** The least of 1, 2 and 5 times a power of ten that is not smaller, but for what rounding leaves. */
export function nice(raw) {
  const ten = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].find((unit) => unit * ten >= raw * 0.999) * ten;
}

/** Multiples of the step from low to high; a zero is exactly 0. */
export function multiples(low, high, step) {
  const found = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) {
    found.push(Math.abs(v) < step / 1e6 ? 0 : v);
  }
  return found;
}

export function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

/** A line of a grid, paler than what is drawn over it. */
export function faint(ctx, alpha, x1, y1, x2, y2) {
  ctx.globalAlpha = alpha;
  line(ctx, x1, y1, x2, y2);
  ctx.globalAlpha = 1;
}

/** The dotted line at the place that is shown. */
export function upright(ctx, x, top, bottom, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 4]);
  line(ctx, x, top, x, bottom);
  ctx.setLineDash([]);
}

/** The dot on a curve, at the place that is shown. */
export function dot(ctx, x, y, radius, accent) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fillStyle = accent;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = RIM;
  ctx.stroke();
}

/** An entry of a legend: a piece of the line, and what it is. @param {string} dash as SVG writes it */
export function legendEntry(parent, text, colour, dash = "", name = "") {
  const NS = "http://www.w3.org/2000/svg";
  const entry = node("span", name, parent);
  const svg = document.createElementNS(NS, "svg");
  const piece = document.createElementNS(NS, "line");
  const drawn = { x1: 0, x2: 26, y1: 4, y2: 4, "stroke-width": 3, "stroke-dasharray": dash, stroke: colour };
  for (const [key, value] of Object.entries(drawn)) piece.setAttribute(key, String(value));
  svg.append(piece);
  svg.setAttribute("aria-hidden", "true");
  entry.append(svg, text);
}
