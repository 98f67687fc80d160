// The confusion matrix: true classes down, what the network says across. A cell can be opened to see its pictures.
import { whole } from "../../shared/format.js";
import { ARROWS, moved } from "../../shared/moves.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { magnitude, makeCanvas, makeFigure, probe } from "./figures.js";
import { cellInWords } from "./words.js";

const WIDEST = 560; // px
const LARGEST_CELL = 56;
const SMALLEST_NUMBER = 14; // px of a cell that still shows its count

/**
 * @param {HTMLElement} parent
 * @param {import("./scene.js").Scene} scene
 * @param {{ draw: () => void, show: () => void }} act show: fetches what is in the open cell
 */
export function makeMatrix(parent, scene, { draw: ask, show }) {
  const figure = makeFigure(parent, "confusion", word("confusion"));
  const { stack, canvas } = makeCanvas(figure.body);
  stack.setAttribute("role", "application");
  stack.tabIndex = 0;
  /** @type {[number, number]} */
  let at = [0, 0]; // row and column of the cell for the keyboard
  let plan = null; // where the cells are drawn
  const focused = () => stack.getRootNode().activeElement === stack;
  const inWords = ([row, column]) => cellInWords(scene.about.classes, scene.drawn.arrays.confusion, row, column);

  function open(cell) {
    if (!cell || scene.about.private) return;
    at = cell;
    scene.open = scene.open?.join() === cell.join() ? null : cell;
    show();
    ask();
  }
  canvas.addEventListener("click", (event) => {
    if (!scene.drawn || !plan) return;
    const area = canvas.getBoundingClientRect();
    open(hit(plan, event.clientX - area.left, event.clientY - area.top));
  });
  for (const kind of ["focus", "blur"]) stack.addEventListener(kind, ask);

  return {
    figure: figure.figure,
    body: figure.body,
    stack,
    inWords,
    /** What its picture depends on besides the snapshot. */
    key: () => `${scene.open} ${at} ${focused()}`,
    /** Whether the key meant something here. */
    keyed(key) {
      if (key in ARROWS) {
        const count = scene.about.classes.length;
        at = moved(at, ARROWS[key], [count, count]);
        ask();
      } else if (key === "Enter") open(at);
      else return false;
      return true;
    },
    /** @param {any} look @param {number} high px at most */
    draw(look, high) {
      const { about, drawn, luts, header } = scene;
      const counts = drawn.arrays.confusion;
      plan = planOf(canvas, Math.min(figure.body.clientWidth, WIDEST, high), about.classes, look);
      const ctx = paint.size(canvas, plan.left + plan.side + 2, plan.top + plan.side + 2);
      drawNames(ctx, plan, about.classes, look);
      drawCounts(ctx, plan, counts, magnitude(luts, 1), look);
      if (scene.open) outlineCell(ctx, plan, scene.open, header.accent);
      if (focused()) drawCursor(ctx, plan, at);

      const right = about.classes.reduce((sum, _, i) => sum + counts[i * plan.count + i], 0);
      const all = counts.reduce((a, b) => a + b, 0);
      const title = word("confusion_right", { right: whole(right), all: whole(all) });
      figure.text.textContent = title;
      const label = word(about.private ? "choose_cell" : "choose_and_open_cell", { title, cell: inWords(at) });
      stack.setAttribute("aria-label", label);
      probe(canvas, figure.under, (x, y) => {
        const cell = hit(plan, x, y);
        return cell ? word(about.private ? "on_cell" : "on_open_cell", { cell: inWords(cell) }) : "";
      });
    },
  };
}

// Room for the names of the classes, and as much as is left for the cells.
function planOf(canvas, width, classes, { px, font }) {
  const ctx = canvas.getContext("2d");
  ctx.font = `${px}px ${font}`;
  const longest = Math.max(...classes.map((name) => ctx.measureText(name).width));
  const room = Math.min(7 * px, longest + 10);
  const count = classes.length;
  const cell = Math.min(LARGEST_CELL, (width - room - px - 6) / count);
  const left = room + px + 4;
  return { count, cell, room, left, top: left, side: count * cell };
}

/** Row and column of the cell at x and y px; null where there is none. @returns {[number, number] | null} */
function hit({ count, cell, left, top }, x, y) {
  const column = Math.floor((x - left) / cell);
  const row = Math.floor((y - top) / cell);
  return column >= 0 && row >= 0 && column < count && row < count ? [row, column] : null;
}

function drawNames(ctx, { cell, room, left, top, side }, classes, { px, font, text }) {
  ctx.font = `${px}px ${font}`;
  ctx.fillStyle = text;
  ctx.textBaseline = "middle";
  classes.forEach((name, i) => {
    const fitting = fit(ctx, name, room - 6);
    ctx.textAlign = "right";
    ctx.fillText(fitting, left - 6, top + (i + 0.5) * cell);
    ctx.textAlign = "left";
    upwards(ctx, left + (i + 0.5) * cell, top - 6, fitting);
  });
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.font = `600 ${px}px ${font}`;
  ctx.fillText(word("across"), left + side / 2, 0);
  upwards(ctx, 0, top + side / 2, word("down"));
}

function upwards(ctx, x, y, text) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(-Math.PI / 2);
  ctx.fillText(text, 0, 0);
  ctx.restore();
}

function fit(ctx, name, width) {
  let text = name;
  while (text.length > 1 && ctx.measureText(text).width > width) text = `${text.slice(0, -2)}…`;
  return text;
}

// The colour of a cell is its share of its row.
function drawCounts(ctx, { count, cell, left, top }, counts, colour, { px, font }) {
  ctx.textBaseline = "middle";
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let column = 0; column < count; column++) sum += counts[row * count + column];
    for (let column = 0; column < count; column++) {
      const value = counts[row * count + column];
      const its = colour(sum ? value / sum : 0);
      const text = String(value);
      ctx.fillStyle = `rgb(${its.join()})`;
      ctx.fillRect(left + column * cell, top + row * cell, cell - 1, cell - 1);
      if (!value || cell < SMALLEST_NUMBER) continue;
      ctx.font = `${Math.min(px * 1.1, cell * 0.5, (cell * 0.9) / (text.length * 0.6))}px ${font}`;
      ctx.fillStyle = paint.ink(its);
      ctx.fillText(text, left + (column + 0.5) * cell, top + (row + 0.5) * cell);
    }
  }
}

function outlineCell(ctx, { cell, left, top }, [row, column], accent) {
  paint.outline(ctx, left + column * cell, top + row * cell, cell, cell, accent);
}

function drawCursor(ctx, { cell, left, top }, [row, column]) {
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 2;
  ctx.strokeStyle = "#fff";
  ctx.strokeRect(left + column * cell + 3, top + row * cell + 3, cell - 7, cell - 7);
  ctx.setLineDash([]);
}
