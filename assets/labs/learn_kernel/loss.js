// Loss and distance over the steps, on a logarithmic axis.
import { dot, faint, grown, legendEntry, line, nice, upright } from "../../shared/chart.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";

const COLOURS = { loss: "#2f7fd6", distance: "#d9680a" };
const DASHED = [7, 4];
const RIGHT = 14; // px beside the plot
const TOP = 10;

const type = () => 13.5 * grown();
const plotLeft = () => 4.2 * type();

/** The step under the pointer. @param {HTMLCanvasElement} canvas @param {number} x clientX of the pointer */
export function stepAt(canvas, x, final) {
  const left = plotLeft();
  const share = (x - canvas.getBoundingClientRect().left - left) / (canvas.clientWidth - left - RIGHT);
  return Math.round(share * final);
}

export function drawLegend(caption, { floor, decades }) {
  caption.replaceChildren();
  legendEntry(caption, word("squared_error"), COLOURS.loss);
  legendEntry(caption, word("distance"), COLOURS.distance, DASHED.join(" "));
  if (floor > 10 ** decades[0]) legendEntry(caption, word("least_error"), "currentColor", "2 4");
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width px
 * @param {number} height
 * @param {import("./learning.js").Learning} state
 */
export function drawLoss(canvas, width, height, state, look) {
  const { header, arrays, step } = state;
  const ctx = paint.size(canvas, width, height);
  const plot = makePlot(ctx, width, height, header.decades, arrays.losses.length - 1);
  const { across, down, bottom } = plot;
  drawAxes(plot, look, header.decades);

  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left, TOP - 2, width - plot.left - RIGHT + 3, bottom - TOP + 2);
  ctx.clip();
  if (header.floor > 10 ** header.decades[0]) drawFloor(plot, header.floor, look);
  drawCurve(plot, arrays.distances, COLOURS.distance, DASHED, step);
  drawCurve(plot, arrays.losses, COLOURS.loss, [], step);
  upright(ctx, across(step), TOP, bottom, look.text);
  ctx.restore();
  for (const values of [arrays.distances, arrays.losses]) {
    const y = Math.min(bottom, Math.max(TOP, down(values[step])));
    dot(ctx, across(step), y, 6.5, header.accent);
  }
}

function makePlot(ctx, width, height, [low, high], final) {
  const px = type();
  const left = plotLeft();
  const bottom = height - 2.4 * px;
  const right = width - RIGHT;
  const across = (s) => left + (s / (final || 1)) * (right - left);
  const down = (v) => TOP + (1 - (Math.log10(Math.max(v, 1e-300)) - low) / (high - low)) * (bottom - TOP);
  return { ctx, px, left, right, bottom, width, final, across, down };
}

function drawAxes({ ctx, px, left, right, bottom, width, final, across, down }, look, [low, high]) {
  ctx.font = `${px}px ${look.font}`;
  ctx.fillStyle = look.text;
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const each = Math.max(1, Math.ceil((high - low) / ((bottom - TOP) / (2 * px))));
  for (let exponent = Math.ceil(low); exponent <= high; exponent += each) {
    const y = down(10 ** exponent);
    faint(ctx, 0.4, left, y, right, y);
    ctx.fillText(power(exponent), left - 6, y);
  }
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  const unit = nice(Math.max(1, final / Math.max(1, (width - left) / 70)));
  for (let s = 0; s <= final; s += unit) ctx.fillText(String(s), across(s), bottom + 5);
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(word("axis_step"), left + 5, bottom - 3);
}

function power(exponent) {
  const plain = exponent >= -3 && exponent <= 3;
  return plain ? String(Number((10 ** exponent).toPrecision(1))) : `1e${exponent}`.replace("-", "−");
}

// The least error that any kernel of this size can reach.
function drawFloor({ ctx, left, right, down }, floor, look) {
  ctx.setLineDash([2, 4]);
  ctx.strokeStyle = look.text;
  ctx.lineWidth = 1.2;
  line(ctx, left, down(floor), right, down(floor));
  ctx.setLineDash([]);
}

// Pale to the end, strong to the step that is shown.
function drawCurve({ ctx, final, across, down }, values, colour, dash, step) {
  ctx.strokeStyle = colour;
  ctx.setLineDash(dash);
  ctx.lineJoin = "round";
  for (const [to, alpha, thick] of [
    [final, 0.35, 2],
    [step, 1, 3],
  ]) {
    ctx.globalAlpha = alpha;
    ctx.lineWidth = thick;
    ctx.beginPath();
    for (let s = 0; s <= to; s++) ctx.lineTo(across(s), down(values[s]));
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}
