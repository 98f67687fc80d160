// The learnt kernel, the hidden one and their difference, in numbers on their colours.
import * as paint from "../../shared/paint.js";
import { learnt, placed, rounded } from "./learning.js";

const WIDEST = 260; // px: a cell is as wide for every kernel of the lesson's sizes, so that the three stand on one line
const ROOM = 0.76; // of a cell's width for its number

/**
 * @param {Record<string, import("./figures.js").Figure>} tables
 * @param {import("./learning.js").Learning} state
 * @param {boolean} focused the keyboard is in the learnt kernel
 */
export function drawTables(tables, state, look, focused) {
  const { header, arrays, covered, step, cell, pin } = state;
  const now = learnt(state);
  const mine = placed(now, header.size, header.learnt_at);
  const theirs = placed(arrays.hidden, header.hidden, header.hidden_at);

  const learntTable = openTable(tables.learnt, header.size);
  drawNumbers(learntTable, placed(now, header.size, [0, 0]), state, look);
  if (pin && pin[0] === step) drawPin(learntTable, [pin[1], pin[2]], header.accent);
  else if (focused) drawCursor(learntTable, cell, look.text);

  const hiddenTable = openTable(tables.hidden, header.hidden);
  const difference = openTable(tables.difference, header.frame);
  if (covered) {
    drawSecret(hiddenTable, look);
    drawSecret(difference, look);
  } else {
    drawNumbers(hiddenTable, placed(arrays.hidden, header.hidden, [0, 0]), state, look);
    drawNumbers(difference, (y, x) => mine(y, x) - theirs(y, x), state, look);
  }
}

function openTable({ figure, stack, canvas }, [rows, columns]) {
  const width = Math.min(figure.clientWidth, WIDEST);
  const side = width / columns; // px of a cell
  stack.style.width = `${width}px`;
  return { ctx: paint.size(canvas, width, side * rows), rows, columns, side };
}

function drawNumbers({ ctx, rows, columns, side }, value, { header, luts }, look) {
  const colour = paint.colourer(luts, "signed", [-header.most, header.most]);
  const cell = (y, x) => {
    const v = rounded(value(y, x));
    return { value: v, colour: colour(v) };
  };
  paint.grid(ctx, rows, columns, side, side, cell, look, ROOM);
}

function drawSecret({ ctx, rows, columns, side }, look) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `600 ${Math.min(26, side * 0.5)}px ${look.font}`;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      paint.hatch(ctx, x * side, y * side, side, side);
      ctx.strokeStyle = look.line;
      ctx.strokeRect(x * side + 0.5, y * side + 0.5, side - 1, side - 1);
      ctx.fillStyle = "#333";
      ctx.fillText("?", (x + 0.5) * side, (y + 0.5) * side);
    }
  }
}

function drawPin({ ctx, side }, [row, column], accent) {
  paint.outline(ctx, column * side, row * side, side, side, accent);
}

function drawCursor({ ctx, side }, [row, column], colour) {
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 2;
  ctx.strokeStyle = colour;
  ctx.strokeRect(column * side + 2, row * side + 2, side - 4, side - 4);
  ctx.setLineDash([]);
}
