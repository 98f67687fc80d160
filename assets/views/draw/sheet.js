// The sheet on its canvas.
import { word } from "../../shared/words.js";

export const SIDE = 560; // pixels of the canvas; CSS scales it
const HINT = "#9a9aa5";
const DOWN = "#d9680a"; // the pen of the keyboard
const UP = "#2f7fd6";

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ReturnType<typeof import("./strokes.js").makeStrokes>} strokes
 */
export function drawSheet(ctx, strokes) {
  ctx.fillStyle = "#000";
  ctx.fillRect(0, 0, SIDE, SIDE);
  ctx.strokeStyle = "#fff";
  ctx.lineCap = ctx.lineJoin = "round";
  for (const stroke of strokes.all) drawStroke(ctx, stroke);
  if (strokes.line) drawStroke(ctx, strokes.line);
  else if (!strokes.all.length) {
    ctx.fillStyle = HINT;
    ctx.font = `${SIDE / 16}px sans-serif`;
    ctx.textAlign = "center";
    ctx.fillText(word("draw_here"), SIDE / 2, SIDE / 2);
  }
}

function drawStroke(ctx, stroke) {
  ctx.lineWidth = stroke[0] * SIDE;
  ctx.beginPath();
  ctx.moveTo(stroke[1] * SIDE, stroke[2] * SIDE);
  for (let i = 1; i < stroke.length; i += 2) ctx.lineTo(stroke[i] * SIDE, stroke[i + 1] * SIDE);
  ctx.stroke();
}

// Where the keyboard's pen is. width: of the brush
export function drawPen(ctx, [x, y], width, down) {
  ctx.lineWidth = 4;
  ctx.strokeStyle = down ? DOWN : UP;
  ctx.beginPath();
  ctx.arc(x * SIDE, y * SIDE, Math.max(8, (width * SIDE) / 2), 0, 2 * Math.PI);
  ctx.stroke();
}
