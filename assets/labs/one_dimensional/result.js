// The lower plot: the result, pale as a whole, strong as far as the signal has slid.
import { dot, upright } from "../../shared/chart.js";
import { COLOURS, drawSignal, openPlot } from "./plot.js";
import { timeOf } from "./shift.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof import("./plot.js").makeScale>} scale
 * @param {number} height px
 * @param {import("./shift.js").Shift} state
 */
export function drawResult(canvas, scale, height, state, look) {
  const { header, arrays, k } = state;
  const { y, exact } = arrays;
  const plot = openPlot(canvas, scale, height, header, header.limits_bottom, header.discrete ? "n" : "t", look);
  const { ctx, across, down, top, bottom } = plot;
  const time = (i) => timeOf(header, i);
  drawSignal(plot, y, time, COLOURS.y, { alpha: 0.3, open: true });
  if (exact) drawExact(plot, exact, time, look.text);
  drawSignal(plot, y, time, COLOURS.y, { to: k, open: true, thick: 3 });
  upright(ctx, across(time(k)), top, bottom, look.text);
  dot(ctx, across(time(k)), down(y[k]), 8, header.accent);
  ctx.restore();
}

function drawExact({ ctx, across, down }, exact, time, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.2;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  for (let i = 0; i < exact.length; i++) ctx.lineTo(across(time(i)), down(exact[i]));
  ctx.stroke();
  ctx.setLineDash([]);
}
