// One map of the wall: its picture, the cell that is marked, its value and its colour bar.
import { strip } from "../../shared/bar.js";
import { node } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { colourer, fill, keepPixels, raster } from "../../shared/paint.js";

/**
 * @typedef {ReturnType<typeof makeTile>} Tile
 * @param {any} given what Python sent for it: array, size, planes, divisor, limits, colours, caption, choice
 */
export function makeTile(grid, given) {
  const chosen = given.choice !== null; // it can be
  const box = node(chosen ? "button" : "div", "tile", grid);
  const map = node("span", "map", box);
  const canvas = node("canvas", "", map);
  const mark = node("span", "mark", map);
  mark.hidden = true;
  if (chosen) box.type = "button";
  else box.tabIndex = 0;
  const name = node("span", "name", box);
  const value = node("span", "value", box);
  const bar = node("span", "bar", box);
  return { given, box, map, canvas, mark, name, value, bar, drawn: "" };
}

const colours = (given, luts) => colourer(luts, given.show === "picture" ? "grey" : given.show, given.limits);

/** Values of a cell: one, or three of a picture. */
export function valuesAt(given, arrays, row, column) {
  const [height, width] = given.size;
  const planes = given.planes === 3 ? [0, 1, 2] : [0];
  return planes.map((c) => arrays[given.array][(c * height + row) * width + column] / given.divisor);
}

/** Choosing a map sends all of them again: only what is new is painted. @param {Tile} tile */
export function paintTile(tile, arrays, luts) {
  const { given, canvas } = tile;
  const drawn = [given.id, given.show, given.limits].join();
  if (tile.drawn === drawn) return;
  tile.drawn = drawn;
  const [height, width] = given.size;
  const values = arrays[given.array];
  const colour = colours(given, luts);
  const at = (c, r, q) => values[(c * height + r) * width + q];
  const grey = (r, q) => colour(at(0, r, q));
  const picture = (r, q) => [at(0, r, q), at(1, r, q), at(2, r, q)];
  fill(canvas, raster(height, width, given.planes === 3 ? picture : grey));
  keepPixels(canvas);
}

/** Marks the cell, if the pointer is on a map of this size, and says its value. @param {Tile} tile */
export function markTile({ given, mark, value }, arrays, at) {
  const [height, width] = given.size;
  const here = at && at.h === height && at.w === width;
  mark.hidden = !here;
  if (!here) {
    value.replaceChildren();
    return;
  }
  value.textContent = valuesAt(given, arrays, at.r, at.q).map(format).join(", ");
  value.prepend(node("span", "place", value, { text: `[${at.r}, ${at.q}] ` }));
  const share = (part, all) => `${(part / all) * 100}%`;
  const place = { left: share(at.q, width), top: share(at.r, height) };
  Object.assign(mark.style, { ...place, width: share(1, width), height: share(1, height) });
}

/** The colours of the values with their ends, and zero where it lies between; none for a picture. */
export function drawBar(parent, given, luts) {
  parent.replaceChildren();
  if (given.planes === 3) return;
  const [low, high] = given.limits;
  strip(node("canvas", "", parent), colours(given, luts), given.limits);
  const ticks = node("span", "ticks", parent);
  for (const v of low < 0 ? [low, 0, high] : [low, high]) node("span", "", ticks, { text: format(v) });
}
