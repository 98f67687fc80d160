// Still pictures: drawn when data, size, theme or reveal change, not while the pointer moves.
import * as paint from "../../shared/paint.js";
import { drawCells, inputPixel, outputColour, outputKind, outputPixel } from "./cells.js";
import { hasWeights } from "./scene.js";

const NOT_YET = "rgb(128,128,128)"; // outputs that playing has not reached
const WHITE = [255, 255, 255];
const PAINTERS = { in: drawInput, k: drawKernel, weights: drawKernel, out: drawOutput, partial: drawOutput };

/**
 * @param {import("./panels.js").Panel} panel
 * @param {import("./scene.js").Scene} scene
 */
export function still(panel, scene, look) {
  const ctx = paint.size(panel.base, panel.width, panel.height);
  PAINTERS[panel.kind]?.(ctx, panel, scene, look);
}

// A raster is made again only where what it shows has changed.
function drawRaster(ctx, panel, key, make) {
  if (panel.key !== key) {
    panel.raster = make();
    panel.key = key;
  }
  paint.picture(ctx, panel.raster, panel.width, panel.height);
}

function drawInput(ctx, panel, scene, look) {
  const { header, model } = scene;
  const { rows, columns, top, left } = panel;
  const pixel = inputPixel(scene, panel.plane);
  if (panel.numbers && (panel.plane >= 0 || model.C === 1)) {
    const c = Math.max(0, panel.plane);
    const cell = (y, x) => ({
      value: model.inputAt(c, y - top, x - left),
      colour: pixel(y - top, x - left),
      padded: !model.inside(y - top, x - left),
    });
    paint.grid(ctx, rows, columns, panel.cx, panel.cy, cell, look);
    return;
  }
  const key = [header.input_id, panel.plane, rows, columns, top, left, header.padding_mode].join();
  drawRaster(ctx, panel, key, () => paint.raster(rows, columns, (y, x) => pixel(y - top, x - left)));
  drawBorder(ctx, panel, model.border, header.padding_mode === "zeros" || model.op === "max");
}

// The padding around a picture: hatched where it holds no values of the picture, with a dashed line inside it.
function drawBorder(ctx, { width, height, cx, cy }, border, hatched) {
  const top = border.top * cy;
  const bottom = border.bottom * cy;
  const left = border.left * cx;
  const right = border.right * cx;
  if (top + bottom + left + right === 0) return;
  const strips = [
    [0, 0, width, top],
    [0, height - bottom, width, bottom],
    [0, top, left, height - top - bottom],
    [width - right, top, right, height - top - bottom],
  ];
  if (hatched) for (const [x, y, w, h] of strips) if (w > 0 && h > 0) paint.hatch(ctx, x, y, w, h);
  ctx.setLineDash([4, 3]);
  ctx.strokeStyle = "#888";
  ctx.strokeRect(left, top, width - left - right, height - top - bottom);
  ctx.setLineDash([]);
}

function drawKernel(ctx, panel, scene, look) {
  const { model, at, luts } = scene;
  const { rows, columns, cx, cy, plane } = panel;
  if (!hasWeights(scene)) {
    paint.grid(ctx, rows, columns, cx, cy, () => ({ value: 0, hidden: true, colour: WHITE }), look);
    return;
  }
  const limit = strongest(model, model.shared ? 0 : at.f);
  const colour = paint.colourer(luts, "signed", [-limit, limit]);
  drawCells(ctx, panel, look, (i, j) => {
    const value = model.weight(at.f, plane, i, j);
    return { value, colour: colour(value) };
  });
}

// The largest absolute weight of a filter, over all its channels.
function strongest(model, f) {
  let most = 0;
  for (const c of model.planes(f)) {
    for (let i = 0; i < model.kh; i++) {
      for (let j = 0; j < model.kw; j++) most = Math.max(most, Math.abs(model.weight(f, c, i, j)));
    }
  }
  return most;
}

function drawOutput(ctx, panel, scene, look) {
  const { header, arrays, model, at, luts, revealed } = scene;
  const { rows, columns, cx, cy, width, height } = panel;
  const area = model.Ho * model.Wo;
  const partial = panel.kind === "partial";
  const plane = partial ? panel.plane : at.f;
  const values = partial ? arrays.partials : arrays.output;
  if (panel.numbers) {
    const colour = outputColour(scene);
    const cell = (r, q) => {
      const value = values[plane * area + r * model.Wo + q];
      return { value, colour: colour(value), hidden: r * model.Wo + q > revealed };
    };
    paint.grid(ctx, rows, columns, cx, cy, cell, look);
    return;
  }
  const composite = header.composite && !partial;
  const key = [header.output_id, composite ? "" : at.f, rows, columns, header.show, header.limits].join();
  const shown = values.subarray(plane * area, (plane + 1) * area);
  drawRaster(ctx, panel, key, () =>
    composite
      ? paint.raster(rows, columns, outputPixel(scene))
      : paint.map(rows, columns, shown, luts, outputKind(header), header.limits),
  );
  if (revealed >= area - 1) return;
  const r = Math.floor(revealed / model.Wo);
  const q = revealed % model.Wo;
  ctx.fillStyle = NOT_YET;
  ctx.fillRect((q + 1) * cx, r * cy, width, cy);
  ctx.fillRect(0, (r + 1) * cy, width, height);
}
