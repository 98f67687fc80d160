// How large each panel is: cells as large as the room allows, so that numbers can be read in them.
import { NUMBERS_FROM } from "../../shared/paint.js";
import { isMulti, POOLS } from "./scene.js";

export const MARGIN = 2; // cells of neighbourhood shown around the window
const MAGNIFIED = 0.24; // of the height of a stage
const THINNEST = 12; // px: 1×4000 pictures stay visible

/**
 * Gives every panel its rows, columns, cells and size. True where the panels stand one below the other.
 * @param {Partial<import("./panels.js").Panel>[]} panels
 * @param {import("./scene.js").Scene} scene
 * @param {{ width: number, tall: number, rem: number, whole?: number }} room all in px; tall: what a panel may take of the
 *   window's height; whole: the height of a stage on which the whole figure has to stand, and then tall is what all
 *   panels below each other may take
 */
export function layout(panels, scene, room) {
  const { cell, side, stacked } = cellSizes(scene, room);
  for (const panel of panels) {
    if (panel.kind === "histogram") {
      panel.width = room.whole ? Math.min(0.28 * room.width, 420) : Math.min(room.width, 420);
      panel.height = 110;
    } else {
      Object.assign(panel, counts(panel.kind, scene), cells(panel.kind, scene, room, cell, side));
      panel.width = panel.columns * panel.cx;
      panel.height = panel.rows * panel.cy;
    }
    panel.numbers = Math.min(panel.cx, panel.cy) >= NUMBERS_FROM;
  }
  return stacked;
}

/** The height of all panels below each other, in px. @param {Partial<import("./panels.js").Panel>[]} panels */
export function pictured(panels, scene) {
  const highest = (...kinds) =>
    Math.max(0, ...panels.filter(({ kind }) => kinds.includes(kind)).map(({ height }) => height));
  return Math.max(highest("in", "partial") * (isMulti(scene) ? scene.model.C : 1), highest("out"));
}

// cell: px of an input's or output's cell; side: px of a kernel's
function cellSizes(scene, { width, tall, rem, whole = 0 }) {
  const { header, model } = scene;
  const multi = isMulti(scene);
  const rows = model.H + model.border.top + model.border.bottom;
  const columns = model.W + model.border.left + model.border.right;
  const large = whole && !header.photo ? 1.6 : 1;
  const most = header.photo ? 24 : 84 * large;
  const kernel = ((header.photo ? 135 : 260) / Math.max(model.kh, model.kw)) * large;
  let side = Math.min((header.photo ? 27 : 60) * large, Math.max(9, kernel));

  // captions, signs and gaps grow with the type
  const signs = multi ? 11 : model.op in POOLS ? 10 : 7;
  const others = Math.max(side * model.kw, 6.5 * rem) + signs * rem;
  const across = (width - others) / (columns + model.Wo * (multi ? 2 : 1));
  const rowsOf = multi ? model.C : 1;
  const share = whole ? rowsOf : multi && header.photo ? 0.55 * model.C : 1;
  const limit = Math.min(most, tall / Math.max(rows, model.Ho) / share);

  const unreadable = across < (header.photo ? 0 : NUMBERS_FROM);
  const stacked = unreadable || (width < 620 && (header.photo || across < 44));
  const cell = stacked ? Math.min(limit, (width - 6) / Math.max(columns, model.Wo), most) : Math.min(limit, across);
  if (!header.photo) side = Math.min(side, Math.max(cell, 30));
  return { cell, side, stacked };
}

function counts(kind, { model }) {
  const { border } = model;
  if (kind === "in") {
    const rows = model.H + border.top + border.bottom;
    const columns = model.W + border.left + border.right;
    return { rows, columns, top: border.top, left: border.left };
  }
  if (kind === "out" || kind === "partial") return { rows: model.Ho, columns: model.Wo, top: 0, left: 0 };
  if (kind === "near") {
    const reach = (size, dilation) => (size - 1) * dilation + 1 + 2 * MARGIN;
    return { rows: reach(model.kh, model.dh), columns: reach(model.kw, model.dw) };
  }
  return { rows: model.kh, columns: model.kw };
}

function cells(kind, scene, { width, whole = 0 }, cell, side) {
  if (kind === "k") return { cx: side, cy: side };
  const { rows, columns } = counts(kind, scene);
  if (["in", "out", "partial"].includes(kind)) {
    return { cx: Math.max(cell, THINNEST / columns), cy: Math.max(cell, THINNEST / rows) };
  }
  const third = Math.min(width < 620 ? width - 8 : (width - 140) / 3, 300, whole ? MAGNIFIED * whole : Infinity);
  const magnified = Math.max(4, Math.min(48, third / Math.max(rows, columns)));
  return { cx: magnified, cy: magnified };
}
