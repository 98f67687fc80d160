// The six cuts as figures: three of the volume, three of the response.
import { node } from "../../shared/dom.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { AXES, indexOf, turn, voxelAt } from "./cuts.js";

const NARROW = 620; // px

/** @param {string} array volume or response @param {import("./cuts.js").Cut} cut */
export function makePanel(parent, array, cut) {
  const figure = node("figure", "", parent);
  const stack = node("div", "stack", figure, { tabindex: 0, role: "application" });
  stack.setAttribute("aria-label", word("slice", { array: word(array), cut: word(cut.name) }));
  const base = node("canvas", "", stack);
  const overlay = node("canvas", "", stack);
  return { array, cut, figure, stack, base, overlay, caption: node("figcaption", "", figure), key: "" };
}

/** How large a voxel is; wide: the volume's cuts stand above the response's; on a phone each pair side by side. */
export function arrange(grid, width, size, fit) {
  const tall = fit.tall(Math.min(340, window.innerHeight * 0.36), String(size));
  const narrow = width < NARROW;
  const room = narrow ? (Math.max(240, width) - 18) / 2 : (width - 48) / 3;
  grid.style.gridTemplateColumns = narrow ? "auto auto" : "auto auto auto";
  grid.style.gridTemplateRows = narrow ? "auto auto auto" : "auto auto";
  grid.style.gridAutoFlow = narrow ? "column" : "row";
  return Math.min(room, tall) / size;
}

/**
 * @param {ReturnType<typeof makePanel>} panel
 * @param {{ header: any, arrays: any, at: number[], pin: number[] | null, cell: number }} scene at: the voxel of the cross
 */
export function drawPanel(panel, { header, arrays, at, pin, cell }, luts) {
  const { cut, array } = panel;
  const { size } = header;
  const side = size * cell;
  const key = [header.id, cut.along, at[cut.along], cell].join();
  if (panel.key !== key) {
    const colour = paint.colourer(luts, header.show[array].show, header.show[array].limits);
    const value = (row, column) => arrays[array][indexOf(voxelAt(cut, at, row, column, size), size)];
    const slice = paint.raster(size, size, (row, column) => colour(value(row, column)));
    paint.picture(paint.size(panel.base, side, side), slice, side, side);
    const said = { array: word(array), cut: word(cut.name), axis: AXES[cut.along], place: at[cut.along] };
    panel.caption.textContent = word("cut", said);
    panel.figure.style.width = `${side}px`;
    panel.key = key;
  }
  const ctx = paint.size(panel.overlay, side, side);
  const x = (at[cut.right] + 0.5) * cell;
  const y = (turn(cut, at[cut.down], size) + 0.5) * cell;
  drawCross(ctx, x, y, side, header.accent);
  if (!samePlace(pin, at)) return;
  paint.outline(ctx, x - cell / 2, y - cell / 2, cell, cell, header.accent, { line: 2, least: 9 });
}

export const samePlace = (one, other) => Boolean(one?.every((v, i) => v === other[i]));

function drawCross(ctx, x, y, side, accent) {
  for (const [thick, colour] of [
    [3, "rgba(0,0,0,.55)"],
    [1.3, accent],
  ]) {
    ctx.lineWidth = thick;
    ctx.strokeStyle = colour;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, side);
    ctx.moveTo(0, y);
    ctx.lineTo(side, y);
    ctx.stroke();
  }
}
