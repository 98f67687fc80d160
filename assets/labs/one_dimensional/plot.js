// Axes and curves of both plots.
import { faint, grown, line, multiples, nice } from "../../shared/chart.js";
import { brief } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";

export const COLOURS = { f: "#2f7fd6", g: "#d9680a", y: "#0f9d76" };
const RIGHT = 12; // px beside the plots
const TOP = 12;

/**
 * The horizontal scale that both plots share.
 * @param {any} header
 * @param {number} width px
 */
export function makeScale(header, width) {
  const large = grown();
  const left = 52 * large;
  const right = width - RIGHT;
  const across = (t) => left + ((t - header.low) / (header.high - header.low || 1)) * (right - left);
  const step = across(header.dt) - across(0); // px from sample to sample
  return { width, left, right, foot: 26 * large, type: 13.5 * large, across, step };
}

/** The sample of the result at x px from the left. */
export function indexAt({ left, right }, header, x) {
  const time = header.low + ((x - left) / (right - left)) * (header.high - header.low);
  return Math.round((time - header.y0) / header.dt);
}

/**
 * An empty plot with its axes; what follows is clipped to it.
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof makeScale>} scale
 * @param {number} height px
 * @param {any} header
 * @param {[number, number]} limits of the values
 * @param {string} name of the horizontal axis
 */
export function openPlot(canvas, scale, height, header, [low, high], name, look) {
  const ctx = paint.size(canvas, scale.width, height);
  const bottom = height - scale.foot;
  const down = (v) => TOP + (1 - (v - low) / (high - low)) * (bottom - TOP);
  const plot = { ...scale, ctx, header, top: TOP, bottom, down };
  drawAxes(plot, low, high, height, name, look);
  ctx.save();
  ctx.beginPath();
  ctx.rect(scale.left, 0, scale.right - scale.left, height);
  ctx.clip();
  return plot;
}

function drawAxes({ ctx, header, width, left, right, top, bottom, type, across, down }, low, high, height, name, look) {
  ctx.font = `${type}px ${look.font}`;
  ctx.lineWidth = 1;
  ctx.strokeStyle = look.line;
  ctx.fillStyle = look.text;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const unit = nice((header.high - header.low) / (width / 80) || 1);
  for (const t of multiples(header.low, header.high, header.discrete ? Math.max(1, unit) : unit)) {
    faint(ctx, 0.35, across(t), top, across(t), bottom);
    ctx.fillText(brief(Number(t.toPrecision(6))), across(t), bottom + 5);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const v of multiples(low, high, nice((high - low) / (height / 45)))) {
    faint(ctx, 0.35, left, down(v), right, down(v));
    ctx.fillText(brief(Number(v.toPrecision(6))), left - 6, down(v));
  }
  line(ctx, left, down(0), right, down(0));
  ctx.textBaseline = "bottom";
  ctx.fillText(name, right - 2, down(0) - 3);
}

/**
 * A signal: a continuous one is a line through its samples that starts and ends at zero; a discrete one is stems with
 * dots. at(i): the time of a sample.
 * @param {any} plot
 * @param {ArrayLike<number>} values
 * @param {(i: number) => number} at
 * @param {{ dashed?: boolean, thick?: number, to?: number, mark?: "dot" | "square", open?: boolean, alpha?: number,
 *   aside?: number }} options
 *   to: the last sample that is drawn; open: it neither starts nor ends at zero; aside: radii to the right, so that the
 *   stems of two signals stand beside each other
 */
export function drawSignal(plot, values, at, colour, options = {}) {
  const { ctx, header } = plot;
  const { dashed = false, thick = 2.5, alpha = 1 } = options;
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = thick;
  ctx.setLineDash(dashed ? [7, 4] : []);
  if (header.discrete) drawStems(plot, values, at, options);
  else drawLine(plot, values, at, options);
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function drawStems({ ctx, step, across, down }, values, at, { to = values.length - 1, mark = "dot", aside = 0 }) {
  const radius = Math.max(1.5, Math.min(5.5, step / 4));
  for (let i = 0; i <= to; i++) {
    const x = across(at(i)) + aside * radius;
    const y = down(values[i]);
    line(ctx, x, down(0), x, y);
    ctx.beginPath();
    if (mark === "square") ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else ctx.arc(x, y, radius, 0, 7);
    ctx.fill();
  }
}

function drawLine({ ctx, header, across, down }, values, at, { to = values.length - 1, open = false }) {
  if (to < 0) return;
  const half = header.dt / 2;
  ctx.beginPath();
  if (!open) {
    ctx.moveTo(across(at(0) - half), down(0));
    ctx.lineTo(across(at(0) - half), down(values[0]));
  }
  for (let i = 0; i <= to; i++) ctx.lineTo(across(at(i)), down(values[i]));
  if (!open) {
    ctx.lineTo(across(at(to) + half), down(values[to]));
    ctx.lineTo(across(at(to) + half), down(0));
  }
  ctx.stroke();
}
