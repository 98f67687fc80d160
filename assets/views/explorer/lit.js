// Lit cells: drawn on every move of the hand, on the layer above the still pictures.
import * as paint from "../../shared/paint.js";
import { outputColour, planeOf } from "./cells.js";
import { magnified } from "./magnified.js";
import { active, winner } from "./scene.js";

const MANY = 5000; // cells that are marked one by one
const PAINTERS = {
  in: litInput,
  k: litKernel,
  out: litOutput,
  partial: litOutput,
  histogram: drawHistogram,
  near: magnified,
  products: magnified,
};

/**
 * @param {import("./panels.js").Panel} panel
 * @param {import("./scene.js").Scene} scene
 */
export function lit(panel, scene, look) {
  const ctx = paint.size(panel.overlay, panel.width, panel.height);
  PAINTERS[panel.kind]?.(ctx, panel, scene, look);
}

// One cell; rows and columns count from the first pixel, so that padding before it has negative ones.
function box(ctx, panel, accent, y, x, options) {
  const { cx, cy, top, left } = panel;
  paint.outline(ctx, (x + left) * cx, (y + top) * cy, cx, cy, accent, options);
}

function litInput(ctx, panel, scene) {
  const { header, model, hover } = scene;
  const { accent } = header;
  if (hover?.kind === "k") {
    litReach(ctx, panel, model.reach(hover.i, hover.j), accent);
    return;
  }
  if (hover?.kind === "in" && !header.photo) {
    box(ctx, panel, accent, hover.y, hover.x, { line: 4, fill: 0.25 });
    return;
  }
  const { f, r, q } = active(scene);
  const terms = model.terms(f, r, q, planeOf(panel, scene));
  const best = model.op === "max" ? winner(terms) : null;
  if (panel.cx >= 7) {
    for (const term of terms) {
      box(ctx, panel, accent, term.y, term.x, term === best ? { line: 5, fill: 0.4 } : { line: 2, fill: 0.18 });
    }
  }
  if (terms.length) litWindow(ctx, panel, terms, accent);
}

// The whole window in one frame, which can be seen on a photo too.
function litWindow(ctx, { cx, cy, top, left }, terms, accent) {
  const ys = terms.map((term) => term.y);
  const xs = terms.map((term) => term.x);
  const y = Math.min(...ys);
  const x = Math.min(...xs);
  const width = (Math.max(...xs) - x + 1) * cx;
  const height = (Math.max(...ys) - y + 1) * cy;
  paint.outline(ctx, (x + left) * cx, (y + top) * cy, width, height, accent, { line: 3, least: 11 });
}

// All inputs that one weight meets: one by one, or as an area where they are too many or too small.
function litReach(ctx, panel, reach, accent) {
  const { cx, cy, top, left } = panel;
  if (reach.rows * reach.columns > MANY || cx < 4) {
    const width = ((reach.columns - 1) * reach.sw + 1) * cx;
    const height = ((reach.rows - 1) * reach.sh + 1) * cy;
    const x = (reach.x + left) * cx;
    const y = (reach.y + top) * cy;
    paint.tint(ctx, x, y, width, height, accent, 0.3);
    paint.outline(ctx, x, y, width, height, accent, { line: 3 });
    return;
  }
  for (let r = 0; r < reach.rows; r++) {
    for (let q = 0; q < reach.columns; q++) {
      box(ctx, panel, accent, reach.y + r * reach.sh, reach.x + q * reach.sw, { line: 2, fill: 0.3 });
    }
  }
}

function litKernel(ctx, panel, { header, model, hover }) {
  const { accent } = header;
  if (hover?.kind === "k") box(ctx, panel, accent, hover.i, hover.j, { line: 4, fill: 0.2 });
  if (hover?.kind !== "in") return;
  for (const { i, j } of model.outputsOf(hover.y, hover.x)) box(ctx, panel, accent, i, j, { line: 2 });
}

function litOutput(ctx, panel, scene) {
  const { header, model, hover, pin } = scene;
  const { accent } = header;
  const { cx, cy } = panel;
  if (hover?.kind === "k") return;
  if (hover?.kind === "in") {
    for (const { r, q } of model.outputsOf(hover.y, hover.x)) {
      if (header.photo) paint.tint(ctx, q * cx, r * cy, cx, cy, accent);
      else box(ctx, panel, accent, r, q, { line: 3, fill: 0.3 });
    }
    if (!header.photo) return;
  }
  const { r, q } = active(scene);
  box(ctx, panel, accent, r, q, { line: 3, least: 9, fill: pin ? 0.25 : 0 });
}

function drawHistogram(ctx, panel, scene, look) {
  const { header, model } = scene;
  const { f, r, q } = active(scene);
  const { width, height } = panel;
  const value = model.out(f, r, q);
  paint.histogram(ctx, width, height, header.histogram, outputColour(scene), look, value, header.accent);
}
