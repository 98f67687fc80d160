// Small pictures side by side on one canvas: filters, kernels, feature maps. A cell under the pointer can be found.
import * as paint from "../../shared/paint.js";

const GAP = 4;

// tiles: [{rows, columns, pixel(y, x) -> [r, g, b]}], all of one size; each at most `most` px wide.
export function drawTiles(canvas, width, tiles, { most = 96, least = 18, height = Infinity } = {}) {
  const { rows, columns } = tiles[0],
    tall = rows / columns;
  let side = Math.min(most, width);
  for (; side > least; side -= 2) {
    const across = Math.floor((width + GAP) / (side + GAP));
    if (across >= 1 && Math.ceil(tiles.length / across) * (side * tall + GAP) <= height) break;
  }
  const across = Math.max(1, Math.floor((width + GAP) / (side + GAP))),
    high = side * tall;
  const lines = Math.ceil(tiles.length / across),
    used = Math.min(across, tiles.length);
  const ctx = paint.size(canvas, used * (side + GAP) - GAP, lines * (high + GAP) - GAP);
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  tiles.forEach((tile, i) => {
    const x = (i % across) * (side + GAP),
      y = Math.floor(i / across) * (high + GAP);
    ctx.imageSmoothingEnabled = side * ratio < tile.columns;
    ctx.drawImage(paint.raster(tile.rows, tile.columns, tile.pixel), x, y, side, high);
  });
  return (x, y) => {
    const column = Math.floor(x / (side + GAP)),
      line = Math.floor(y / (high + GAP)),
      tile = line * across + column;
    const inX = x - column * (side + GAP),
      inY = y - line * (high + GAP);
    if (x < 0 || y < 0 || column >= across || tile >= tiles.length || inX >= side || inY >= high) return null;
    return { tile, row: Math.floor((inY / high) * rows), column: Math.floor((inX / side) * columns) };
  };
}

/**
 * All kernels of a layer: output channels across, input channels down. value(o, i, y, x); colour(v).
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {{ high: number, most: number }} room px of all, and of a weight
 * @param {number[]} shape output channels, input channels, rows and columns
 */
export function drawKernels(canvas, width, { high, most }, [outs, ins, h, w], value, colour, background) {
  const rows = ins * (h + 1) - 1,
    columns = outs * (w + 1) - 1;
  const scale = Math.min(width / columns, high / rows, most);
  const ctx = paint.size(canvas, columns * scale, rows * scale),
    ratio = Math.max(1, window.devicePixelRatio || 1);
  ctx.imageSmoothingEnabled = scale * ratio < 1;
  const all = paint.raster(rows, columns, (y, x) => {
    const i = Math.floor(y / (h + 1)),
      o = Math.floor(x / (w + 1)),
      r = y % (h + 1),
      c = x % (w + 1);
    return r === h || c === w ? background : colour(value(o, i, r, c));
  });
  ctx.drawImage(all, 0, 0, columns * scale, rows * scale);
  return (x, y) => {
    const row = Math.floor(y / scale),
      column = Math.floor(x / scale);
    if (row < 0 || column < 0 || row >= rows || column >= columns) return null;
    const found = {
      channel: Math.floor(row / (h + 1)),
      map: Math.floor(column / (w + 1)),
      row: row % (h + 1),
      column: column % (w + 1),
    };
    return found.row === h || found.column === w ? null : found;
  };
}
