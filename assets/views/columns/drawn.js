// Drawing a whole network: maps, the links between them, the scores.
import { grown } from "../../shared/chart.js";
import { outline, picture as paint } from "../../shared/paint.js";

const FAINT = 0.3;

/** One canvas with all maps of a column below each other. @param {Uint8Array} values @param {Uint8Array} lut */
export function strip(values, count, [rows, columns], lut) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows * count;
  const ctx = canvas.getContext("2d");
  const data = ctx.createImageData(columns, rows * count);
  for (let k = 0; k < values.length; k++) {
    for (let c = 0; c < 3; c++) data.data[4 * k + c] = lut[3 * values[k] + c];
    data.data[4 * k + 3] = 255;
  }
  ctx.putImageData(data, 0, 0);
  return canvas;
}

/** Draws the maps of a column; bright: which of them stand out. */
export function drawColumn(ctx, source, [rows, columns], boxes, bright) {
  ctx.imageSmoothingEnabled = boxes[0].width < columns;
  boxes.forEach((box, m) => {
    ctx.globalAlpha = bright(m) ? 1 : FAINT;
    ctx.drawImage(source, 0, m * rows, columns, rows, box.x, box.y, box.width, box.height);
  });
  ctx.globalAlpha = 1;
}

export function drawPicture(ctx, source, box, bright) {
  ctx.globalAlpha = bright ? 1 : FAINT;
  ctx.save();
  ctx.translate(box.x, box.y);
  paint(ctx, source, box.width, box.height);
  ctx.restore();
  ctx.globalAlpha = 1;
}

const SIGNS = { above: "#d6604d", below: "#4393c3", block: "#8a8a96" };

/** A link from one box to another; weight: null through a block; most: the largest weight there is. */
export function drawLink(ctx, from, to, weight, most) {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  ctx.strokeStyle = weight === null ? SIGNS.block : weight > 0 ? SIGNS.above : SIGNS.below;
  ctx.lineWidth = weight === null ? 1 : 0.6 + 3.4 * Math.min(1, Math.abs(weight) / (most || 1));
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.bezierCurveTo(middle, y1, middle, y2, x2, y2);
  ctx.stroke();
}

export function mark(ctx, box, accent) {
  outline(ctx, box.x - 2, box.y - 2, box.width + 4, box.height + 4, accent, { line: 2, least: 9 });
}

/** A column that reads one that does not stand beside it: an arc below all maps. */
export function drawArc(ctx, from, to, high, line) {
  const [x1, x2] = [from[0].x + from[0].width / 2, to[0].x + to[0].width / 2];
  ctx.strokeStyle = line;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x1, high);
  ctx.quadraticCurveTo((x1 + x2) / 2, high + 20, x2, high);
  ctx.stroke();
}

/** The highest scores as bars, the names beside them; a link from the unit to its bar. */
export function drawScores(ctx, scores, x, width, high, look, unit) {
  const size = 13.5 * grown();
  const step = Math.min(size * 3, high / Math.max(1, scores.length));
  const top = (high - step * scores.length) / 2;
  ctx.textBaseline = "alphabetic";
  scores.forEach((score, i) => {
    const y = top + i * step;
    const box = unit(score.unit);
    ctx.fillStyle = look.text;
    ctx.textAlign = "left";
    ctx.font = `${i ? 400 : 700} ${size}px ${look.font}`;
    ctx.fillText(fitted(ctx, `${score.text} ${score.name}`, width), x, y + size);
    ctx.fillStyle = SIGNS.above;
    ctx.fillRect(x, y + size + 4, Math.max(1, score.share * width), 5);
    ctx.globalAlpha = 0.6;
    if (box) drawLink(ctx, box, { x: x - 3, y: y + size / 2, width: 0, height: 4 }, null, 1);
    ctx.globalAlpha = 1;
  });
}

/** The names of the columns above them, slanted; beside the last one stand the scores. */
export function drawNames(ctx, columns, placed, look) {
  ctx.fillStyle = look.text;
  ctx.font = `12.5px ${look.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  columns.slice(0, -1).forEach(({ title }, c) => {
    const { x, width } = placed[c][0];
    ctx.save();
    ctx.translate(x + width / 2, Math.min(...placed[c].map(({ y }) => y)) - 8);
    ctx.rotate(-Math.PI / 4);
    ctx.fillText(fitted(ctx, title, 96), 0, 0);
    ctx.restore();
  });
}

function fitted(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 4 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
