// How large each panel is: cells as large as the room allows, so that numbers can be read in them.
import { brief } from "../../shared/format.js";
import { LEAST, LEAST_IN_HALL, NUMBERS_FROM, typeOf } from "../../shared/paint.js";
import { isMulti, POOLS } from "./scene.js";

export const MARGIN = 2; // cells of neighbourhood shown around the window
const MAGNIFIED = 0.25; // of the height of a stage
const HISTOGRAM = 0.28; // of its width
const THINNEST = 12; // px: 1×4000 pictures stay visible
const CELLS_FROM = 20; // px: from here on cells of a matrix are drawn as cells

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
      panel.width = room.whole ? Math.min(HISTOGRAM * room.width, 420) : Math.min(room.width, 420);
      panel.height = 110;
    } else {
      Object.assign(panel, counts(panel.kind, scene), cells(panel.kind, scene, room, cell, side));
      panel.width = panel.columns * panel.cx;
      panel.height = panel.rows * panel.cy;
    }
    panel.numbers = Math.min(panel.cx, panel.cy) >= (scene.header.photo ? NUMBERS_FROM : CELLS_FROM);
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
  const large = whole && !header.photo ? Math.max(1.6, whole / 430) : 1;
  const most = header.photo ? 24 : 84 * large;
  const kernel = ((header.photo ? 135 : 260) / Math.max(model.kh, model.kw)) * large;
  let side = Math.min((header.photo ? 27 : 60) * large, Math.max(9, kernel));

  // captions, signs and gaps grow with the type
  const signs = multi ? (whole ? 15 : 11) : model.op in POOLS ? 10 : 7;
  const counted = columns + model.Wo * (multi ? 2 : 1);
  // where all has to stand beside each other a kernel's cell is no larger than the others
  if (whole && !header.photo) side = Math.min(side, Math.max(30, (width - signs * rem) / (counted + model.kw)));
  const others = Math.max(side * model.kw, 6.5 * rem) + signs * rem;
  const across = (width - others) / counted;
  const rowsOf = multi ? model.C : 1;
  const share = whole ? rowsOf : multi && header.photo ? 0.55 * model.C : 1;
  const limit = Math.min(most, tall / Math.max(rows, model.Ho) / share);

  const unreadable = across < (header.photo ? 0 : NUMBERS_FROM);
  const stacked = unreadable || (width < 620 && (header.photo || across < 44));
  const cell = stacked ? Math.min(limit, (width - 6) / Math.max(columns, model.Wo), most) : Math.min(limit, across);
  if (!header.photo) side = Math.min(side, Math.max(cell, 30));
  if (whole) side = Math.max(side, readable(scene, { width, tall: tall / rowsOf, rem }));
  return { cell, side, stacked };
}

// px of a cell in which the weights can be read; 0 where there is no room for that
function readable({ arrays, model }, { width, tall, rem }) {
  const longest = Math.max(...Array.from(arrays.kernel, (weight) => brief(weight).length));
  const wanted = (rem > 16 ? LEAST_IN_HALL : LEAST) / typeOf(1, 1, longest);
  return wanted * model.kh <= tall && wanted * model.kw <= width / 4 ? Math.ceil(wanted) : 0;
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

function cells(kind, scene, { width, rem, whole = 0 }, cell, side) {
  if (kind === "k") return { cx: side, cy: side };
  const { rows, columns } = counts(kind, scene);
  if (["in", "out", "partial"].includes(kind)) {
    return { cx: Math.max(cell, THINNEST / columns), cy: Math.max(cell, THINNEST / rows) };
  }
  const beside = whole ? HISTOGRAM * width + 8 * rem : 140;
  const third = Math.min(width < 620 ? width - 8 : (width - beside) / 3, 300, whole ? MAGNIFIED * whole : Infinity);
  const magnified = Math.max(4, Math.min(whole ? 64 : 48, third / Math.max(rows, columns)));
  return { cx: magnified, cy: magnified };
}
