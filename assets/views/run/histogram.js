// A histogram as the training left it.
import { grown, line } from "../../shared/chart.js";
import * as paint from "../../shared/paint.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width px
 * @param {number} height
 * @param {Float32Array} counts (bins,)
 * @param {Float32Array} edges (bins + 1,)
 */
export function drawHistogram(canvas, width, height, counts, edges, colour, look) {
  const ctx = paint.size(canvas, width, height);
  const px = 13 * grown() * 0.92;
  const bottom = height - 1.3 * px;
  const bar = width / counts.length;
  const peak = Math.max(...counts, 1);
  ctx.fillStyle = colour;
  counts.forEach((n, i) => {
    const tall = n ? Math.max(1, (n / peak) * (bottom - 2)) : 0;
    ctx.fillRect(i * bar, bottom - tall, Math.max(1, bar - 0.5), tall);
  });
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  line(ctx, 0, bottom + 0.5, width, bottom + 0.5);
  const low = edges[0];
  const high = edges[edges.length - 1];
  if (low < 0 && high > 0) {
    const zero = (-low / (high - low)) * width;
    ctx.setLineDash([2, 3]);
    ctx.strokeStyle = look.text;
    line(ctx, zero, 0, zero, bottom);
    ctx.setLineDash([]);
  }
  ctx.fillStyle = look.text;
  ctx.font = `${px}px ${look.font}`;
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  ctx.fillText(small(low), 0, height);
  ctx.textAlign = "right";
  ctx.fillText(small(high), width, height);
}

// Two digits: more do not fit below a small histogram.
function small(v) {
  if (v === 0) return "0";
  const text = Math.abs(v) < 0.001 ? v.toExponential(0) : String(Number(v.toPrecision(2)));
  return text.replace("-", "−").replace("e-", "e−");
}
