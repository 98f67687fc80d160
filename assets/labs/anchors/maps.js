// The IoU matrix: for each object a row, for each shape of anchor a map of the grid, whose cells are its anchors.
import { colourOf } from "../../shared/board.js";
import { el } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";
import { LEAST, LEAST_IN_HALL, size } from "../../shared/paint.js";
import { IGNORED } from "./matching.js";

const GAP = 10;
const HEAD = 30; // px above the maps for the shapes
const SIDE = 14; // px left of them for the colour of the object
const MOST = 46; // px of a cell; on a stage more
const STAGED = 66;
const PART = 0.36; // of a cell that its number is high
const RIM = "#b4b4bf"; // of a cell, in both themes
const MOST_ROWS = 4; // objects; of more only the chosen one is shown

/** @param {(object: number, anchor: number) => void} point where the pointer is; −1 where it has left */
export function makeMaps(point) {
  const canvas = el("canvas", { role: "img" });
  let layout = null;
  canvas.addEventListener("pointermove", (event) => {
    if (!layout) return;
    const box = canvas.getBoundingClientRect();
    const { rows, columns, cell, shapes, shown } = layout;
    const x = event.clientX - box.left - SIDE;
    const y = event.clientY - box.top - HEAD;
    const [wide, high] = [columns * cell + GAP, rows * cell + GAP];
    const [a, n] = [Math.floor(x / wide), Math.floor(y / high)];
    const [column, row] = [Math.floor((x - a * wide) / cell), Math.floor((y - n * high) / cell)];
    const inside = a >= 0 && a < shapes && n >= 0 && n < shown.length && column < columns && row < rows;
    point(inside ? shown[n] : -1, inside ? (row * columns + column) * shapes + a : -1);
  });
  canvas.addEventListener("pointerleave", () => point(-1, -1));
  return {
    canvas,
    /**
     * @param {{ found: number[][], told: number[], forced: boolean[], things: { label: number }[], at: number,
     *   grid: number[], shapes: number[][], width: number, room: number }} given room: px in height, 0 for any
     */
    paint({ found, told, forced, things, at, grid: [rows, columns], shapes, width, room }) {
      const all = found.map((_, n) => n);
      const shown = all.length > MOST_ROWS ? all.filter((n) => n === Math.max(0, at)) : all;
      const across = (width - SIDE - GAP * shapes.length) / shapes.length / columns;
      const down = room ? (room - HEAD - GAP * shown.length) / Math.max(1, shown.length) / rows : MOST;
      const cell = Math.max(5, Math.floor(Math.min(room ? STAGED : MOST, across, down)));
      const readable = PART * cell >= (room ? LEAST_IN_HALL : LEAST);
      layout = { rows, columns, cell, shapes: shapes.length, shown };
      const high = HEAD + shown.length * (rows * cell + GAP);
      const pen = size(canvas, SIDE + shapes.length * (columns * cell + GAP), Math.max(HEAD, high));
      const style = getComputedStyle(canvas);
      pen.strokeStyle = style.color;
      pen.lineWidth = 1.5;
      const tallest = Math.max(...shapes.flat());
      shapes.forEach(([h, w], a) => {
        const scale = (HEAD - 8) / tallest;
        pen.strokeRect(SIDE + a * (columns * cell + GAP) + 1, 3, w * scale, h * scale);
      });
      shown.forEach((n, line) => {
        const top = HEAD + line * (rows * cell + GAP);
        pen.fillStyle = colourOf(things[n].label);
        pen.fillRect(0, top, SIDE - 6, rows * cell);
        found[n].forEach((value, place) => {
          const a = place % shapes.length;
          const position = (place - a) / shapes.length;
          const left = SIDE + a * (columns * cell + GAP) + (position % columns) * cell;
          const y = top + Math.floor(position / columns) * cell;
          cellOf(pen, left, y, cell, value, readable ? style.fontFamily : "");
          if (told[place] === n) frame(pen, left, y, cell, colourOf(things[n].label), forced[place]);
          else if (told[place] === IGNORED && value > 0) frame(pen, left, y, cell, "#8a8a8a", true);
        });
      });
    },
  };
}

function cellOf(pen, left, top, cell, value, font) {
  const mix = (from, to) => Math.round(from + (to - from) * value);
  pen.fillStyle = `rgb(${mix(255, 8)} ${mix(255, 48)} ${mix(255, 107)})`;
  pen.fillRect(left, top, cell - 1, cell - 1);
  pen.strokeStyle = RIM;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, cell - 2, cell - 2);
  if (!font || value === 0) return;
  pen.fillStyle = value > 0.45 ? "#fff" : "#14181f";
  pen.font = `${PART * cell}px ${font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(brief(value), left + cell / 2, top + cell / 2);
}

function frame(pen, left, top, cell, colour, dashed) {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(2, cell / 10);
  pen.setLineDash(dashed ? [cell / 6, cell / 8] : []);
  pen.strokeRect(left + pen.lineWidth / 2, top + pen.lineWidth / 2, cell - 1 - pen.lineWidth, cell - 1 - pen.lineWidth);
  pen.setLineDash([]);
}
