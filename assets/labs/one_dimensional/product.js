// The upper plot: f, the moving signal, and their product, whose area is the result.
import { upright } from "../../shared/chart.js";
import { COLOURS, drawSignal, openPlot } from "./plot.js";
import { met, timeOf } from "./shift.js";

const SEEN = 8; // px: the rectangles of the sum can be told from each other

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof import("./plot.js").makeScale>} scale
 * @param {number} height px
 * @param {import("./shift.js").Shift} state
 */
export function drawProduct(canvas, scale, height, state, look) {
  const { header, arrays, k } = state;
  const { f, h } = arrays;
  const plot = openPlot(canvas, scale, height, header, header.limits_top, header.discrete ? "i" : "τ", look);
  const { ctx, across, top, bottom } = plot;
  const at = (i) => header.f0 + i * header.dt;
  const moving = (j) => timeOf(header, k) - header.h0 - (h.length - 1 - j) * header.dt;
  const [low, high] = met(state);

  ctx.fillStyle = header.accent;
  ctx.strokeStyle = look.text;
  ctx.lineWidth = 1.5;
  const product = (i) => f[i] * h[k - i];
  if (header.discrete) drawBars(plot, product, at, low, high);
  else if (low <= high) drawArea(plot, product, at, low, high);

  drawSignal(plot, f, at, COLOURS.f, { aside: -0.5 });
  const flipped = Float32Array.from(h).reverse();
  drawSignal(plot, flipped, moving, COLOURS.g, { dashed: true, mark: "square", aside: 0.5 });
  upright(ctx, across(timeOf(header, k)), top, bottom, look.text);
  ctx.restore();
}

function drawBars({ ctx, step, across, down }, product, at, low, high) {
  const wide = Math.min(12, step / 2.5);
  for (let i = low; i <= high; i++) {
    if (!product(i)) continue;
    const x = across(at(i)) - wide;
    const y = down(product(i));
    const top = Math.min(y, down(0));
    const tall = Math.abs(y - down(0));
    ctx.globalAlpha = 0.75;
    ctx.fillRect(x, top, 2 * wide, tall);
    ctx.globalAlpha = 1;
    ctx.strokeRect(x, top, 2 * wide, tall);
  }
}

// The rectangles of the sum where they can be seen, else a line through their middles.
function drawArea({ ctx, header, step, across, down }, product, at, low, high) {
  const half = header.dt / 2;
  const steps = step > SEEN;
  ctx.beginPath();
  ctx.moveTo(across(at(low) - half), down(0));
  for (let i = low; i <= high; i++) {
    const y = down(product(i));
    if (steps || i === low) ctx.lineTo(across(at(i) - half), y);
    if (!steps) ctx.lineTo(across(at(i)), y);
    if (steps || i === high) ctx.lineTo(across(at(i) + half), y);
  }
  ctx.lineTo(across(at(high) + half), down(0));
  ctx.closePath();
  ctx.globalAlpha = 0.6;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.stroke();
}
