// The filters of the first layer: as colours where they read colours, channel by channel where not.
import { node } from "../../shared/dom.js";
import { short, sizes, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { drawScale, makeCanvas, makeFigure, probe, signed, strongest } from "./figures.js";
import { drawTiles } from "./tiles.js";

const MOST = 128; // px of a filter
const COLOURS = ["red", "green", "blue"];

/** @param {HTMLElement} parent @param {import("./scene.js").Scene} scene */
export function makeFilters(parent, { luts }) {
  const figure = makeFigure(parent, "first", word("first_layer"));
  const { stack, canvas } = makeCanvas(figure.body);
  const scale = node("div", "scale", figure.body);

  /** @param {any} drawn the snapshot @param {number} height px */
  function draw(drawn, height) {
    const { layer, shape } = drawn.header.first;
    const values = drawn.arrays.first;
    const [outs, ins, rows, columns] = shape;
    const length = ins * rows * columns;
    const count = values.length / length;
    const limit = strongest(values);
    const coloured = ins === 3;
    const value = (f, c, y, x) => values[f * length + (c * rows + y) * columns + x];
    const tiles = coloured
      ? colourTiles(count, rows, columns, value, limit)
      : greyTiles(count, ins, rows, columns, value, signed(luts, limit));
    const find = drawTiles(canvas, figure.body.clientWidth, tiles, { most: MOST, height });

    const n = count < outs ? word("some_of", { n: count, all: whole(outs) }) : whole(outs);
    const size = sizes(ins > 1 ? [ins, rows, columns] : [rows, columns]);
    const title = word("filters", { layer, n, size }, outs);
    figure.text.textContent = title;
    const said = { title, low: short(-limit), high: short(limit) };
    stack.setAttribute("aria-label", word(coloured ? "coloured_weights" : "weights_range", said));
    scale.hidden = coloured;
    if (!coloured) drawScale(scale, limit, true, luts);
    probe(canvas, figure.under, (x, y) => {
      const hit = find(x, y);
      if (!hit) return "";
      const { tile, row, column } = hit;
      const filter = coloured ? tile : Math.floor(tile / ins);
      const read = coloured
        ? COLOURS.map((name, c) => `${word(name)} ${short(value(filter, c, row, column))}`).join(", ")
        : short(value(filter, tile % ins, row, column));
      return word("filter_entry", { filter: filter + 1, row: row + 1, column: column + 1, value: read });
    });
    figure.under.dataset.idle = coloured ? word("grey_is_zero", { limit: short(limit) }) : "";
  }
  return { figure: figure.figure, draw };
}

function colourTiles(count, rows, columns, value, limit) {
  const byte = (v) => Math.round(127.5 + (127.5 * v) / limit);
  return Array.from({ length: count }, (_, f) => ({
    rows,
    columns,
    pixel: (y, x) => [byte(value(f, 0, y, x)), byte(value(f, 1, y, x)), byte(value(f, 2, y, x))],
  }));
}

function greyTiles(count, channels, rows, columns, value, colour) {
  return Array.from({ length: count * channels }, (_, tile) => ({
    rows,
    columns,
    pixel: (y, x) => colour(value(Math.floor(tile / channels), tile % channels, y, x)),
  }));
}
