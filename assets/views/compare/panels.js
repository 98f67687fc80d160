// The results as figures: grids of numbers where they fit, pictures where not.
import { node } from "../../shared/dom.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";

const PHOTO = 32; // more rows or columns show no numbers
const NARROW = 620; // px: the panels stand one below the other
const FLAT = { cell: 64, height: 34, numbers: 18 }; // px, of results with a single row
const GAP = 24;

/** @param {any} info name, shape, array, colours and limits */
export function makePanel(board, info) {
  const [rows, columns] = info.shape;
  const figure = node("figure", "", board);
  const stack = node("div", "stack", figure, { tabindex: 0, role: "application" });
  const base = node("canvas", "", stack);
  const overlay = node("canvas", "", stack);
  const size = rows === 1 ? word("values", { n: columns }, columns) : `${rows} × ${columns}`;
  node("figcaption", "", figure, { text: `${info.name}: ${size}` });
  stack.setAttribute("aria-label", word("result", { name: info.name, size }));
  return { info, stack, base, overlay, rows, columns, cx: 1, cy: 1, numbers: false, stamp: "" };
}

/** @typedef {ReturnType<typeof makePanel>} Panel */

/**
 * Gives the panels' cells their size. True where the panels stand one below the other.
 * @param {Panel[]} panels
 * @param {number} width px
 * @param {number} tall what a panel may take of the window's height, in px
 */
export function layout(panels, width, tall) {
  const columns = Math.max(...panels.map((panel) => panel.columns));
  const rows = Math.max(...panels.map((panel) => panel.rows));
  const flat = rows === 1;
  const photo = Math.max(columns, rows) > PHOTO;
  const beside = flat || width < NARROW ? 1 : panels.length;
  const across = (width - 8 - (beside - 1) * GAP) / beside / columns;
  const cell = Math.min(photo ? 24 : 64, across, flat ? FLAT.cell : tall / rows);
  for (const panel of panels) {
    panel.cx = cell;
    panel.cy = flat ? Math.max(cell, FLAT.height) : cell;
    const wide = panel.cx >= (flat ? FLAT.numbers : paint.NUMBERS_FROM);
    panel.numbers = !photo && wide && panel.cy >= paint.NUMBERS_FROM;
  }
  return flat || beside === 1;
}

/** The result itself; drawn again only where its stamp is another. @param {Panel} panel */
export function drawResult(panel, values, luts, id, look) {
  const { info, base, rows, columns, cx, cy } = panel;
  const width = columns * cx;
  const height = rows * cy;
  const stamp = [id, width, height, look.text, look.background].join();
  if (panel.stamp === stamp) return;
  panel.stamp = stamp;
  const ctx = paint.size(base, width, height);
  const colour = paint.colourer(luts, info.show, info.limits);
  const value = (y, x) => values[y * columns + x];
  if (panel.numbers) {
    const cell = (y, x) => ({ value: value(y, x), colour: colour(value(y, x)) });
    paint.grid(ctx, rows, columns, cx, cy, cell, look);
  } else {
    const picture = paint.raster(rows, columns, (y, x) => colour(value(y, x)));
    paint.picture(ctx, picture, width, height);
  }
}

/** The lit cell, where the panel has it. @param {Panel} panel */
export function drawCell({ overlay, rows, columns, cx, cy }, { r, q }, accent, fill) {
  const over = paint.size(overlay, columns * cx, rows * cy);
  if (r >= rows || q >= columns) return;
  paint.outline(over, q * cx, r * cy, cx, cy, accent, { line: 3, least: 9, fill });
}
