// Loss and accuracy over the steps: every step pale, their mean on top, validation as dots; hover reads values off.
import { short } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { COLUMN } from "./feed.js";

export const COLOURS = { training: "#2a86c8", validation: "#d55e00" };
const TOP = 8,
  RIGHT = 12;

export const typeSize = () =>
  13 * Math.max(1, (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16);
const nice = (raw) => {
  const ten = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].find((u) => u * ten >= raw * 0.999) * ten;
};

// Mean of the last `width` values of a column, at every row.
function means({ count, numbers }, column, width) {
  const out = new Float32Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += numbers[i * COLUMN.all + column];
    if (i >= width) sum -= numbers[(i - width) * COLUMN.all + column];
    out[i] = sum / Math.min(i + 1, width);
  }
  return out;
}

export const smoothing = (count) => Math.max(1, Math.min(200, Math.round(count / 25)));

// What both charts need of the rows, made once for every reading.
export function prepare(rows) {
  const width = smoothing(rows.count),
    validation = [];
  for (let i = 0; i < rows.count; i++)
    if (!Number.isNaN(rows.numbers[i * COLUMN.all + COLUMN.valLoss])) validation.push(i);
  return {
    ...rows,
    width,
    validation,
    smooth: { loss: means(rows, COLUMN.loss, width), accuracy: means(rows, COLUMN.accuracy, width) },
  };
}

// kind: "loss" | "accuracy". Returns the horizontal scale for the pointer.
export function drawCurve(canvas, width, height, data, { kind, log, total, shown, kept, hover, look, accent }) {
  const px = typeSize(),
    left = 3.6 * px,
    foot = 2.9 * px,
    ctx = paint.size(canvas, width, height);
  const raw = kind === "loss" ? COLUMN.loss : COLUMN.accuracy,
    checked = kind === "loss" ? COLUMN.valLoss : COLUMN.valAccuracy;
  const at = (i, column) => data.numbers[i * COLUMN.all + column];
  const last = data.count ? at(data.count - 1, COLUMN.step) : 0,
    most = Math.max(total || 0, last, 1);
  const bottom = height - foot,
    smooth = data.smooth[kind];
  const across = (s) => left + (s / most) * (width - left - RIGHT);
  let low = 0,
    high = 1;
  if (kind === "loss") {
    high = 1e-9;
    low = Infinity;
    for (let i = 0; i < data.count; i++) {
      const v = at(i, raw);
      if (v > high) high = v;
      if (v > 0 && v < low) low = v;
    }
    for (const i of data.validation) {
      const v = at(i, checked);
      if (v > high) high = v;
      if (v > 0 && v < low) low = v;
    }
    if (!data.count) {
      high = 1;
      low = 0.1;
    }
    if (log) {
      low = 10 ** Math.floor(Math.log10(Math.max(low, high * 1e-9)));
      high = 10 ** Math.ceil(Math.log10(high));
      if (high <= low) high = 10 * low;
    } else {
      low = 0;
      high *= 1.03;
    }
  }
  const share =
    log && kind === "loss"
      ? (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low)
      : (v) => (v - low) / (high - low);
  const down = (v) => bottom - Math.min(1, Math.max(0, share(v))) * (bottom - TOP);
  const line = (x1, y1, x2, y2) => {
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  };

  ctx.font = `${px}px ${look.font}`;
  ctx.fillStyle = look.text;
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const ticks = [];
  if (log && kind === "loss") for (let v = low; v <= high * 1.001; v *= 10) ticks.push(v);
  else for (let v = 0, unit = nice((high - low) / 5); v <= high + 1e-9; v += unit) ticks.push(v);
  for (const v of ticks) {
    ctx.globalAlpha = 0.4;
    line(left, down(v), width - RIGHT, down(v));
    ctx.globalAlpha = 1;
    ctx.fillText(kind === "accuracy" ? `${Math.round(100 * v)} %` : short(v), left - 6, down(v));
  }
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  const unit = Math.max(1, nice(most / Math.max(1, (width - left) / (5.5 * px))));
  for (let s = 0; s <= most; s += unit) {
    const text = s.toLocaleString("en");
    ctx.fillText(text, Math.min(across(s), width - ctx.measureText(text).width / 2), bottom + 0.75 * px);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText("step", width - RIGHT, bottom - 3);
  for (const step of kept) line(across(step), bottom, across(step), bottom + 0.5 * px);

  ctx.save();
  ctx.beginPath();
  ctx.rect(left, TOP - 4, width - left - RIGHT + 5, bottom - TOP + 8);
  ctx.clip();
  ctx.strokeStyle = COLOURS.training;
  ctx.lineJoin = "round";
  // no more than one stroke per pixel: between its lowest and highest value
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  for (let i = 0; i < data.count; ) {
    const x = Math.round(across(at(i, COLUMN.step)));
    let least = Infinity,
      greatest = -Infinity;
    for (; i < data.count && Math.round(across(at(i, COLUMN.step))) === x; i++) {
      const v = at(i, raw);
      if (v < least) least = v;
      if (v > greatest) greatest = v;
    }
    ctx.lineTo(x, down(greatest));
    ctx.lineTo(x, down(least));
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.lineWidth = 3;
  ctx.beginPath();
  const stride = Math.max(1, Math.floor(data.count / (2 * width)));
  for (let i = 0; i < data.count; i += stride) ctx.lineTo(across(at(i, COLUMN.step)), down(smooth[i]));
  if (data.count) ctx.lineTo(across(last), down(smooth[data.count - 1]));
  ctx.stroke();
  ctx.strokeStyle = ctx.fillStyle = COLOURS.validation;
  ctx.setLineDash([7, 4]);
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  for (const i of data.validation) ctx.lineTo(across(at(i, COLUMN.step)), down(at(i, checked)));
  ctx.stroke();
  ctx.setLineDash([]);
  const dots = data.validation.length > 100 ? data.validation.slice(-1) : data.validation;
  for (const i of dots) {
    ctx.beginPath();
    ctx.arc(across(at(i, COLUMN.step)), down(at(i, checked)), 4, 0, 7);
    ctx.fill();
  }
  ctx.restore();
  if (shown !== null) {
    ctx.lineWidth = 4;
    ctx.strokeStyle = "#14181f";
    line(across(shown), TOP, across(shown), bottom);
    ctx.lineWidth = 2;
    ctx.strokeStyle = accent;
    line(across(shown), TOP, across(shown), bottom);
  }
  if (hover !== null && data.count) {
    const i = rowAt(data, hover),
      x = across(at(i, COLUMN.step));
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 4]);
    line(x, TOP, x, bottom);
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, down(smooth[i]), 5.5, 0, 7);
    ctx.fillStyle = accent;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = "#14181f";
    ctx.stroke();
  }
  return (x) => Math.max(0, Math.min(most, ((x - left) / (width - left - RIGHT)) * most));
}

// The row whose step is nearest; the steps ascend.
export function rowAt({ count, numbers }, step) {
  let low = 0,
    high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle * COLUMN.all] < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - numbers[(low - 1) * COLUMN.all] < numbers[low * COLUMN.all] - step ? low - 1 : low;
}

export function readOff(data, step) {
  if (!data.count) return "";
  const i = rowAt(data, step),
    at = (column, row = i) => data.numbers[row * COLUMN.all + column];
  const percent = (v) => `${(100 * v).toFixed(1)} %`;
  let text = `Step ${at(COLUMN.step).toLocaleString("en")}: loss ${short(at(COLUMN.loss))} (mean ${short(data.smooth.loss[i])}), accuracy ${percent(at(COLUMN.accuracy))} (mean ${percent(data.smooth.accuracy[i])})`;
  const before = data.validation.filter((row) => row <= i).at(-1);
  if (before !== undefined)
    text += `; validation at step ${at(COLUMN.step, before).toLocaleString("en")}: loss ${short(at(COLUMN.valLoss, before))}, accuracy ${percent(at(COLUMN.valAccuracy, before))}`;
  return text;
}

// A histogram as the training left it: counts (bins,), edges (bins + 1,).
export function drawHistogram(canvas, width, height, counts, edges, colour, look) {
  const ctx = paint.size(canvas, width, height),
    px = typeSize() * 0.92,
    foot = 1.3 * px,
    bar = width / counts.length;
  const peak = Math.max(...counts, 1);
  ctx.fillStyle = colour;
  counts.forEach((n, i) => {
    const h = n ? Math.max(1, (n / peak) * (height - foot - 2)) : 0;
    ctx.fillRect(i * bar, height - foot - h, Math.max(1, bar - 0.5), h);
  });
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, height - foot + 0.5);
  ctx.lineTo(width, height - foot + 0.5);
  ctx.stroke();
  const low = edges[0],
    high = edges[edges.length - 1];
  if (low < 0 && high > 0) {
    const x = (-low / (high - low)) * width;
    ctx.setLineDash([2, 3]);
    ctx.strokeStyle = look.text;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, height - foot);
    ctx.stroke();
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
const small = (v) =>
  v === 0
    ? "0"
    : Math.abs(v) < 0.001
      ? v.toExponential(0).replace("-", "−").replace("e-", "e−")
      : String(Number(v.toPrecision(2))).replace("-", "−");
