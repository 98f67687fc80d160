// The pictures: right detections drawn through, wrong ones dashed, missed objects dotted.
import { place } from "../../shared/boxes.js";
import { el } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";
import { fill, raster } from "../../shared/paint.js";
import { svg } from "../../shared/svg.js";

const SIDE = 200; // of a drawing

export const makeWall = () => ({ wall: el("div", { class: "wall", role: "img" }), cells: /** @type {any[]} */ ([]) });

/** @param {ReturnType<typeof makeWall>} shown @param {Uint8Array} images count × height × width × 3 */
export function setImages(shown, images, count, [height, width]) {
  const bytes = 3 * width * height;
  shown.cells = Array.from({ length: count }, (_, at) => {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const pixels = images.subarray(at * bytes, (at + 1) * bytes);
    const pixel = (y, x) => pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3);
    fill(canvas, raster(height, width, pixel));
    const marks = svg("svg", { viewBox: `0 0 ${SIDE} ${(SIDE * height) / width}`, "aria-hidden": "true" });
    return { node: el("div", { class: "cell" }, canvas, marks), marks, unit: SIDE / width };
  });
  shown.wall.replaceChildren(...shown.cells.map(({ node }) => node));
}

/** @param {ReturnType<typeof makeWall>} shown @param {{ picture: number, box: number[], look: string, score?: number }[]} marks */
export function paintMarks(shown, marks) {
  shown.cells.forEach(({ marks: drawing, unit }, at) => {
    const here = marks.filter(({ picture }) => picture === at);
    drawing.replaceChildren(...here.flatMap((mark) => drawn(mark, unit)));
  });
}

/** @param {{ box: number[], look: string, score?: number }} mark @param {number} unit */
function drawn({ box, look, score }, unit) {
  const parts = ["rim", look].map((name) => {
    const rect = svg("rect", { class: name });
    place(rect, box, unit);
    return rect;
  });
  if (score === undefined) return parts;
  const at = { x: box[0] * unit + 4, y: Math.max(14, box[1] * unit + 15) };
  return [...parts, svg("text", at, brief(score))];
}
