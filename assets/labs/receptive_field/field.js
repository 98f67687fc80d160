// What a unit sees: on the picture, with the fields of earlier layers inside it, and cut out.
import * as paint from "../../shared/paint.js";
import { centre, rings } from "./fields.js";

const RINGS = 7; // fields of earlier layers drawn inside the current one
const UNSEEN = "rgba(0,0,0,.45)";

/**
 * @param {ReturnType<typeof import("../../shared/panel.js").makePanel>} panel
 * @param {import("./fields.js").Scene} scene
 * @param {number[]} unit
 * @param {{ x: number, y: number, width: number, height: number } | null} seen null where that is padding only
 */
export function drawPicture({ base, overlay, width, height }, scene, unit, seen) {
  const { header, photo } = scene;
  const drawn = `${header.id} ${width}`;
  if (base.dataset.drawn !== drawn) paint.picture(paint.size(base, width, height), photo, width, height);
  base.dataset.drawn = drawn;

  const ctx = paint.size(overlay, width, height);
  if (!seen) return;
  const scale = width / header.size[1];
  const scaled = (box) => [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
  const [left, top, wide, tall] = scaled(seen);
  ctx.fillStyle = UNSEEN;
  ctx.beginPath();
  ctx.rect(0, 0, width, height);
  ctx.rect(left, top, wide, tall);
  ctx.fill("evenodd");
  ctx.strokeStyle = "rgba(255,255,255,.8)";
  ctx.lineWidth = 1;
  for (const ring of rings(scene, unit, RINGS)) {
    const [x, y, w, h] = scaled(ring);
    ctx.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
  }
  paint.outline(ctx, left, top, wide, tall, header.accent, { line: 3, least: 9 });
}

/** The same, magnified: hatched where the field lies in the padding. */
export function drawSeen({ base, width, height }, { header, layer, photo }, unit, seen, look) {
  const shown = header.layers[layer];
  const ctx = paint.size(base, width, height);
  const scale = width / Math.max(...shown.size);
  const [tall, wide] = shown.size.map((pixels) => pixels * scale);
  const left = (width - wide) / 2;
  const top = (height - tall) / 2;
  ctx.fillStyle = look.background;
  ctx.fillRect(0, 0, width, height);
  paint.hatch(ctx, left, top, wide, tall);
  if (!seen) return;
  const [firstRow, firstColumn] = unit.map((i, axis) => centre(shown, axis, i) - (shown.size[axis] - 1) / 2);
  const x = left + (seen.x - firstColumn) * scale;
  const y = top + (seen.y - firstRow) * scale;
  ctx.imageSmoothingEnabled = scale < 1;
  ctx.drawImage(photo, seen.x, seen.y, seen.width, seen.height, x, y, seen.width * scale, seen.height * scale);
}
