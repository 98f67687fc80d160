// Drawing on canvases: grids with numbers, pictures, outlines.
import { grown } from "./chart.js";
import { coloured, ink } from "./colours.js";
import { brief } from "./format.js";

export { colourer, ink } from "./colours.js";

export const NUMBERS_FROM = 26; // px: a smaller cell cannot hold a readable number
export const LEAST = 9; // px: smaller type is not read
export const LEAST_IN_HALL = 18; // on a projector, from the last row

/** px of the type in a cell, by the characters of the longest number; room: the share of its width that this may take. */
export const typeOf = (cx, cy, longest, room = 0.94) => Math.min(cy * 0.6, (cx * room) / (longest * 0.58));

export function size(canvas, width, height) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const w = Math.max(1, Math.round(width * ratio)),
    h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

export function theme(element) {
  const style = getComputedStyle(element);
  return {
    text: style.color,
    line: style.getPropertyValue("--line").trim() || "#888",
    font: style.fontFamily,
    background: style.getPropertyValue("--back").trim() || "#fff",
  };
}

export function raster(rows, columns, pixel) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const ctx = canvas.getContext("2d"),
    data = ctx.createImageData(columns, rows),
    bytes = data.data;
  for (let y = 0, k = 0; y < rows; y++)
    for (let x = 0; x < columns; x++, k += 4) {
      const [r, g, b] = pixel(y, x);
      bytes[k] = r;
      bytes[k + 1] = g;
      bytes[k + 2] = b;
      bytes[k + 3] = 255;
    }
  ctx.putImageData(data, 0, 0);
  return canvas;
}

// The same for a map of values: one look-up a value, in a table of 256 colours.
export function map(rows, columns, values, luts, kind, limits) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const ctx = canvas.getContext("2d"),
    data = ctx.createImageData(columns, rows);
  coloured(values, luts, kind, limits, new Uint32Array(data.data.buffer));
  ctx.putImageData(data, 0, 0);
  return canvas;
}

/** The whole canvas is this raster, pixel by pixel; CSS gives it its size on the page. */
export function fill(canvas, source) {
  canvas.width = source.width;
  canvas.height = source.height;
  canvas.getContext("2d").drawImage(source, 0, 0);
}

/** A small canvas keeps its pixels; one that is shown smaller than it is is averaged. */
export function keepPixels(canvas) {
  const shown = canvas.clientWidth * (window.devicePixelRatio || 1);
  canvas.style.imageRendering = shown < canvas.width ? "auto" : "pixelated";
}

export function picture(ctx, source, width, height) {
  ctx.imageSmoothingEnabled = width < source.width;
  ctx.drawImage(source, 0, 0, width, height);
}

// A grid whose cells are big enough for numbers. cell(y, x) -> {value, colour, padded, hidden}; room: the share of a
// cell's width that its number may take. Where they would be too small to be read the colours stand alone.
export function grid(ctx, rows, columns, cx, cy, cell, look, room = undefined) {
  const labels = [];
  let longest = 1;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const c = cell(y, x),
        label = c.hidden ? "" : brief(c.value);
      longest = Math.max(longest, label.length);
      labels.push([y, x, c, label]);
    }
  const px = Math.min(typeOf(cx, cy, longest, room), 26 * grown());
  const readable = px >= (grown() > 1 ? LEAST_IN_HALL : LEAST);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `500 ${px}px ${look.font}`;
  for (const [y, x, c, label] of labels) {
    const left = x * cx,
      top = y * cy;
    if (c.hidden) {
      ctx.fillStyle = look.background;
    } else {
      ctx.fillStyle = `rgb(${c.colour.join(",")})`;
    }
    ctx.fillRect(left, top, cx, cy);
    if (c.padded && !c.hidden) hatch(ctx, left, top, cx, cy);
    ctx.strokeStyle = look.line;
    ctx.lineWidth = 1;
    ctx.setLineDash(c.padded || c.hidden ? [3, 3] : []);
    ctx.strokeRect(left + 0.5, top + 0.5, cx - 1, cy - 1);
    ctx.setLineDash([]);
    if (!label || !readable) continue;
    ctx.fillStyle = c.padded ? "#444" : ink(c.colour);
    ctx.fillText(label, left + cx / 2, top + cy / 2 + 1);
  }
}

export function hatch(ctx, left, top, width, height) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.fillStyle = "#e4e4ea";
  ctx.fillRect(left, top, width, height);
  ctx.strokeStyle = "#b9b9c6";
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let d = -height; d < width; d += 7) {
    ctx.moveTo(left + d, top + height);
    ctx.lineTo(left + d + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

// An outline that stays visible on any picture: accent with a dark rim; never smaller than `least` px.
export function outline(ctx, x, y, width, height, accent, { line = 3, least = 0, fill = 0 } = {}) {
  const growX = Math.max(0, least - width) / 2,
    growY = Math.max(0, least - height) / 2;
  x -= growX;
  y -= growY;
  width += 2 * growX;
  height += 2 * growY;
  if (fill) {
    ctx.globalAlpha = fill;
    ctx.fillStyle = accent;
    ctx.fillRect(x, y, width, height);
    ctx.globalAlpha = 1;
  }
  const inset = line / 2;
  ctx.strokeStyle = "rgba(0,0,0,.75)";
  ctx.lineWidth = line + 2;
  ctx.strokeRect(x + inset, y + inset, Math.max(1, width - line), Math.max(1, height - line));
  ctx.strokeStyle = accent;
  ctx.lineWidth = line;
  ctx.strokeRect(x + inset, y + inset, Math.max(1, width - line), Math.max(1, height - line));
}

export function tint(ctx, x, y, width, height, accent, alpha = 0.45) {
  ctx.globalAlpha = alpha;
  ctx.fillStyle = accent;
  ctx.fillRect(x, y, Math.max(1, width), Math.max(1, height));
  ctx.globalAlpha = 1;
}

// Histogram of the response with the colour bar below it, on one axis from low to high.
export function histogram(ctx, width, height, { counts, low, high }, colour, look, marker, accent) {
  const foot = 17 + 13 * grown(),
    top = height - foot,
    peak = Math.sqrt(Math.max(...counts, 1)),
    bar = width / counts.length;
  counts.forEach((n, i) => {
    const h = (Math.sqrt(n) / peak) * (top - 4);
    ctx.fillStyle = look.line;
    ctx.fillRect(i * bar, top - h, Math.max(1, bar - 0.5), h);
  });
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = `rgb(${colour(low + ((x + 0.5) / width) * (high - low)).join(",")})`;
    ctx.fillRect(x, top, 1, 12);
  }
  ctx.fillStyle = look.text;
  ctx.font = `${13.5 * grown()}px ${look.font}`;
  ctx.textBaseline = "bottom";
  [
    [low, 0, "left"],
    [(low + high) / 2, width / 2, "center"],
    [high, width, "right"],
  ].forEach(([v, x, align]) => {
    ctx.textAlign = align;
    ctx.fillText(brief(v), x, height);
  });
  if (marker !== null && high > low) {
    const x = Math.min(width - 2, Math.max(2, ((marker - low) / (high - low)) * width));
    outline(ctx, x - 2.5, 0, 5, top + 12, accent, { line: 2 });
  }
}
