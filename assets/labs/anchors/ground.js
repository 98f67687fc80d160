// Below the boxes: the grid, the anchors that have to find something, and those that nobody is told anything about.
import { colourOf } from "../../shared/board.js";
import { place } from "../../shared/boxes.js";
import { svg } from "../../shared/svg.js";
import { IGNORED } from "./matching.js";

const MOST = 60; // ignored anchors that are drawn

/** @param {any} board of assets/shared/board.js */
export function makeGround(board) {
  const lines = svg("path", { class: "grid" });
  const cells = svg("g");
  const anchors = svg("g");
  board.below.append(cells, lines, anchors);

  /** @param {SVGElement} layer @param {{ box: number[], kind: string, colour?: string }[]} wanted */
  function fill(layer, wanted) {
    while (layer.childElementCount < wanted.length) layer.append(svg("rect"));
    while (layer.childElementCount > wanted.length) layer.lastElementChild?.remove();
    wanted.forEach(({ box, kind, colour = "" }, at) => {
      const rect = /** @type {SVGElement} */ (layer.children[at]);
      place(rect, box, board.unit());
      rect.setAttribute("class", kind);
      rect.style.setProperty("--its", colour);
    });
  }

  return {
    /** @param {number[]} grid rows and columns */
    lines([rows, columns]) {
      const [width, height] = board.room().map((side) => side * board.unit());
      const down = Array.from({ length: columns + 1 }, (_, x) => `M${(x * width) / columns} 0V${height}`);
      const across = Array.from({ length: rows + 1 }, (_, y) => `M0 ${(y * height) / rows}H${width}`);
      lines.setAttribute("d", [...down, ...across].join(""));
    },
    /** What IoU says. @param {number[][]} boxes @param {number} best the chosen object's anchor, −1 without one */
    byIou(boxes, things, { told, forced }, best) {
      const shown = told.flatMap((box, a) =>
        box >= 0 ? [{ box: boxes[a], kind: forced[a] ? "forced" : "anchor", colour: colourOf(things[box].label) }] : [],
      );
      const ignored = told.flatMap((box, a) => (box === IGNORED ? [{ box: boxes[a], kind: "ignored" }] : []));
      const chosen = best < 0 ? [] : [{ box: boxes[best], kind: "best" }];
      fill(cells, []);
      fill(anchors, [...ignored.slice(0, MOST), ...shown, ...chosen]);
    },
    /** What the cells of the centres say. @param {number[][]} boxes of all anchors, cell by cell */
    byCell(boxes, things, places, [rows, columns], shapes) {
      const [width, height] = board.room();
      const found = places.flatMap((at, n) => (at ? [{ at, colour: colourOf(things[n].label) }] : []));
      fill(
        cells,
        found.map(({ at: [row, column], colour }) => ({
          box: [
            (column * width) / columns,
            (row * height) / rows,
            ((column + 1) * width) / columns,
            ((row + 1) * height) / rows,
          ],
          kind: "cell",
          colour,
        })),
      );
      fill(
        anchors,
        found.map(({ at: [row, column, a], colour }) => ({
          box: boxes[(row * columns + column) * shapes + a],
          kind: "anchor",
          colour,
        })),
      );
    },
  };
}
