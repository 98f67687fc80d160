// Loss or accuracy over the steps on a canvas: every step pale, their mean on top, validation as dots.
import { dot, faint, grown, line, nice, RIM, upright } from "../../shared/chart.js";
import { tick, whole } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { COLUMN } from "./feed.js";
import { at, limits, rowAt, ticksOf } from "./rows.js";

export const COLOURS = { training: "#2a86c8", validation: "#d55e00" };
export const TERMS = ["#009e73", "#cc79a7", "#b8860b"]; // of the terms of a loss
export const DASH = [7, 4]; // of validation
const TOP = 8; // px around the plot
const RIGHT = 12;
const MOST_DOTS = 100;

/**
 * Returns the step that stands at x px from the left.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width px
 * @param {number} height
 * @param {import("./rows.js").Table} table
 * @param {{ kind: string, log: boolean, total?: number, shown: number | null, kept: number[],
 *   hover: number | null, look: any, accent: string, terms?: number }} options
 *   terms: how many parts the loss has; total: steps of the whole run; shown: the step of the snapshot on the screen; kept: the steps of all snapshots
 */
export function drawCurve(canvas, width, height, table, options) {
  const { kind, log, shown, hover, look, accent } = options;
  const ctx = paint.size(canvas, width, height);
  const plot = makePlot(ctx, width, height, table, options);
  const { left, right, bottom, most, across } = plot;
  drawAxes(plot, kind, log && kind === "loss", look);
  for (const step of options.kept) line(ctx, across(step), bottom, across(step), bottom + 0.5 * plot.px);

  ctx.save();
  ctx.beginPath();
  ctx.rect(left, TOP - 4, right - left + 5, bottom - TOP + 8);
  ctx.clip();
  ctx.strokeStyle = COLOURS.training;
  ctx.lineJoin = "round";
  drawEveryStep(plot, table, kind === "loss" ? COLUMN.loss : COLUMN.accuracy);
  drawMean(plot, table, table.smooth[kind], 3);
  if (kind === "loss") {
    for (let i = 0; i < (options.terms ?? 0); i++) {
      ctx.strokeStyle = TERMS[i];
      drawMean(plot, table, table.smooth.terms[i], 1.8);
    }
  }
  drawValidation(plot, table, kind === "loss" ? COLUMN.valLoss : COLUMN.valAccuracy);
  ctx.restore();
  if (shown !== null) drawShown(plot, shown, accent);
  if (hover !== null && table.count) drawHover(plot, table, table.smooth[kind], hover, look, accent);
  return (x) => Math.max(0, Math.min(most, ((x - left) / (right - left)) * most));
}

function makePlot(ctx, width, height, table, { kind, log, total = 0 }) {
  const px = 13 * grown();
  const left = 3.6 * px;
  const right = width - RIGHT;
  const bottom = height - 2.9 * px;
  const last = table.count ? at(table, table.count - 1, COLUMN.step) : 0;
  const most = Math.max(total || 0, last, 1);
  const [low, high] = limits(table, kind, log);
  const linear = (v) => (v - low) / (high - low);
  const logarithmic = (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low);
  const share = log && kind === "loss" ? logarithmic : linear;
  const across = (step) => left + (step / most) * (right - left);
  const down = (v) => bottom - Math.min(1, Math.max(0, share(v))) * (bottom - TOP);
  return { ctx, px, width, left, right, bottom, last, most, low, high, across, down };
}

function drawAxes({ ctx, px, width, left, right, bottom, most, low, high, across, down }, kind, logarithmic, look) {
  ctx.font = `${px}px ${look.font}`;
  ctx.fillStyle = look.text;
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const v of ticksOf(low, high, logarithmic, (bottom - TOP) / (2 * px))) {
    faint(ctx, 0.4, left, down(v), right, down(v));
    ctx.fillText(kind === "accuracy" ? `${Math.round(100 * v)} %` : tick(v), left - 6, down(v));
  }
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  const unit = Math.max(1, nice(most / Math.max(1, (width - left) / (5.5 * px))));
  for (let step = 0; step <= most; step += unit) {
    const text = whole(step);
    ctx.fillText(text, Math.min(across(step), width - ctx.measureText(text).width / 2), bottom + 0.75 * px);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(word("axis_step"), right, bottom - 3);
}

// No more than one stroke per pixel: between its lowest and highest value.
function drawEveryStep({ ctx, across, down }, table, column) {
  const x = (i) => Math.round(across(at(table, i, COLUMN.step)));
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  for (let i = 0; i < table.count; ) {
    const here = x(i);
    let least = Infinity;
    let greatest = -Infinity;
    for (; i < table.count && x(i) === here; i++) {
      const v = at(table, i, column);
      if (v < least) least = v;
      if (v > greatest) greatest = v;
    }
    ctx.lineTo(here, down(greatest));
    ctx.lineTo(here, down(least));
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawMean({ ctx, width, last, across, down }, table, smooth, thick) {
  ctx.lineWidth = thick;
  ctx.beginPath();
  const stride = Math.max(1, Math.floor(table.count / (2 * width)));
  for (let i = 0; i < table.count; i += stride) ctx.lineTo(across(at(table, i, COLUMN.step)), down(smooth[i]));
  if (table.count) ctx.lineTo(across(last), down(smooth[table.count - 1]));
  ctx.stroke();
}

function drawValidation({ ctx, across, down }, table, column) {
  const place = (i) => [across(at(table, i, COLUMN.step)), down(at(table, i, column))];
  ctx.strokeStyle = ctx.fillStyle = COLOURS.validation;
  ctx.setLineDash(DASH);
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  for (const i of table.validation) ctx.lineTo(...place(i));
  ctx.stroke();
  ctx.setLineDash([]);
  for (const i of table.validation.length > MOST_DOTS ? table.validation.slice(-1) : table.validation) {
    ctx.beginPath();
    ctx.arc(...place(i), 4, 0, 7);
    ctx.fill();
  }
}

function drawShown({ ctx, bottom, across }, step, accent) {
  for (const [thick, colour] of [
    [4, RIM],
    [2, accent],
  ]) {
    ctx.lineWidth = thick;
    ctx.strokeStyle = colour;
    line(ctx, across(step), TOP, across(step), bottom);
  }
}

function drawHover({ ctx, bottom, across, down }, table, smooth, step, look, accent) {
  const i = rowAt(table, step);
  const x = across(at(table, i, COLUMN.step));
  upright(ctx, x, TOP, bottom, look.text);
  dot(ctx, x, down(smooth[i]), 5.5, accent);
}
