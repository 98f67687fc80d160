// Below a photo: the neighbourhood of the window, magnified, and the products of window and kernel.
import * as paint from "../../shared/paint.js";
import { drawCells, inputColour, inputPixel, planeOf } from "./cells.js";
import { MARGIN } from "./layout.js";
import { active, winner } from "./scene.js";

const OUTSIDE = [128, 128, 128]; // not even padding

/**
 * @param {CanvasRenderingContext2D} over the layer above the panel
 * @param {import("./panels.js").Panel} panel
 * @param {import("./scene.js").Scene} scene
 */
export function magnified(over, panel, scene, look) {
  const ctx = paint.size(panel.base, panel.width, panel.height);
  const { f, r, q } = active(scene);
  const terms = scene.model.terms(f, r, q, planeOf(panel, scene));
  if (panel.kind === "products") drawProducts(ctx, over, panel, scene, look, terms);
  else drawNeighbourhood(ctx, over, panel, scene, look, terms);
}

function drawProducts(ctx, over, panel, scene, look, terms) {
  const { header, model, luts, hover } = scene;
  const limit = Math.max(...terms.map((term) => Math.abs(term.product)), 1e-12);
  const colour = paint.colourer(luts, "signed", [-limit, limit]);
  const products = new Map(terms.map((term) => [term.i * model.kw + term.j, term.product]));
  drawCells(ctx, panel, look, (i, j) => {
    const value = products.get(i * model.kw + j) ?? 0;
    return { value, colour: colour(value) };
  });
  if (hover?.kind !== "k") return;
  const { cx, cy } = panel;
  paint.outline(over, hover.j * cx, hover.i * cy, cx, cy, header.accent, { line: 3 });
}

function drawNeighbourhood(ctx, over, panel, scene, look, terms) {
  const { header, model } = scene;
  const { cx, cy } = panel;
  const { r, q } = active(scene);
  const [top, left] = model.meet(r, q, 0, 0) ?? [0, 0];
  const c = planeOf(panel, scene);
  const one = inputColour(scene);
  const coloured = panel.plane < 0 && model.C === 3 && !model.shared;
  const pixel = coloured ? inputPixel(scene, -1) : (y, x) => one(model.inputAt(c, y, x));
  const { border } = model;
  const beyond = (y, x) =>
    y < -border.top || x < -border.left || y >= model.H + border.bottom || x >= model.W + border.right;
  drawCells(ctx, panel, look, (row, column) => {
    const y = row + top - MARGIN;
    const x = column + left - MARGIN;
    const hidden = beyond(y, x);
    const colour = hidden ? OUTSIDE : pixel(y, x);
    return { value: model.inputAt(c, y, x), colour, padded: !model.inside(y, x), hidden };
  });
  if (model.op === "max") {
    const best = winner(terms);
    const x = (best.j * model.dw + MARGIN) * cx;
    const y = (best.i * model.dh + MARGIN) * cy;
    paint.outline(over, x, y, cx, cy, header.accent, { line: 3, fill: 0.4 });
  }
  markWindow(over, panel, scene);
}

// A frame around the window; one around each cell where dilation pulls them apart.
function markWindow(over, { cx, cy }, { header, model }) {
  const mark = (i, j, rows, columns) => {
    const x = (j + MARGIN) * cx - 2;
    const y = (i + MARGIN) * cy - 2;
    paint.outline(over, x, y, columns * cx + 4, rows * cy + 4, header.accent, { line: 2 });
  };
  if (model.dh === 1 && model.dw === 1) {
    mark(0, 0, model.kh, model.kw);
    return;
  }
  for (let i = 0; i < model.kh; i++) {
    for (let j = 0; j < model.kw; j++) mark(i * model.dh, j * model.dw, 1, 1);
  }
}
