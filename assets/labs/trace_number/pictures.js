// Where the value stands: what it sees of the photo, and its place on its map.
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { mapInWords, plane, spot } from "./sums.js";

const LARGEST_CELL = 40; // px
const THIN = 28; // px: how high a map of one row is

/** @typedef {ReturnType<typeof import("../../shared/panel.js").makePanel>} Panel */

/** @param {Panel} panel @param {any} header @param {any} arrays @param {number} room px */
export function drawPhoto(panel, header, arrays, room) {
  const [height, width] = header.photo;
  const scale = room / Math.max(height, width);
  const bytes = arrays.photo;
  const photo = paint.raster(height, width, (y, x) => {
    const k = 3 * (y * width + x);
    return [bytes[k], bytes[k + 1], bytes[k + 2]];
  });
  const ctx = paint.size(panel.base, width * scale, height * scale);
  paint.picture(ctx, photo, width * scale, height * scale);

  const [[top, bottom], [left, right]] = header.field;
  const over = paint.size(panel.overlay, width * scale, height * scale);
  const seen = word("part_of_picture", { top, bottom: bottom - 1, left, right: right - 1 });
  if (bottom > top) {
    const box = [left * scale, top * scale, (right - left) * scale, (bottom - top) * scale];
    paint.outline(over, box[0], box[1], box[2], box[3], header.accent, { least: 8 });
  }
  panel.text.textContent = bottom > top ? word("value_sees", { seen }) : word("value_sees_padding");
  panel.stack.setAttribute("aria-label", word("picture_with_box", { height, width, seen }));
}

/** @param {Panel} panel @param {import("./sums.js").Trace} trace @param {number} room px */
export function drawMap(panel, trace, room) {
  const { header, arrays } = trace;
  const [rows, columns] = plane(header);
  const side = Math.min(room / columns, room / Math.max(rows, 1), LARGEST_CELL);
  panel.width = columns * side;
  panel.height = rows * (rows === 1 ? THIN : side);
  const limit = arrays.map.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  const luts = { diverging: arrays.diverging, sequential: arrays.sequential };
  const colour = paint.colourer(luts, "signed", [-limit, limit]);
  const map = paint.raster(rows, columns, (y, x) => colour(arrays.map[y * columns + x]));
  paint.picture(paint.size(panel.base, panel.width, panel.height), map, panel.width, panel.height);
  markSpot(panel, trace);
  panel.text.textContent = mapInWords(header);
  panel.stack.setAttribute("aria-label", word("map_keys", { map: panel.text.textContent }));
}

/** Marks the value on its map. @param {Panel} panel @param {import("./sums.js").Trace} trace */
export function markSpot({ overlay, width, height }, trace) {
  const [rows, columns] = plane(trace.header);
  const [row, column] = spot(trace);
  const [cx, cy] = [width / columns, height / rows];
  const over = paint.size(overlay, width, height);
  paint.outline(over, column * cx, row * cy, cx, cy, trace.header.accent, { least: 9, line: 2 });
}
