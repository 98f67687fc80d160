// The sheet: both boxes, what they have in common, the smallest box around both, and the arrows.
import { makeBox, place, placeBox } from "../../shared/boxes.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";

export const UNIT = 40; // of the drawing, for one of the sheet
const MARGIN = 0.75; // around the sheet: arrows may leave it
const ARROW = { l1: 1.5, other: 20 }; // units of the sheet for a slope of 1
const LONGEST = 3; // units

/** @param {[number, number]} room width and height in units @param {string} accent */
export function makeSheet([width, height], accent) {
  const picture = svg("svg", {
    viewBox: [-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN].map((side) => side * UNIT).join(" "),
    role: "group",
  });
  const head = svg("marker", {
    id: "push", viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 3.2, markerHeight: 3.2, orient: "auto-start-reverse",
  }); // biome-ignore format: one line of settings
  head.append(svg("path", { d: "M0 0L10 5L0 10z", class: "head" }));
  const defs = svg("defs");
  defs.append(head);
  const lines = svg("path", { class: "grid", d: gridOf(width, height) });
  const hull = svg("rect", { class: "hull" });
  const common = svg("rect", { class: "common", fill: accent });
  const trail = svg("path", { class: "trail" });
  const centres = svg("path", { class: "centres" });
  const target = makeBox("target", word("target_keys"), { shown: word("target_box") });
  const box = makeBox("box", word("box_keys"), { shown: word("moving_box") });
  const arrows = [0, 1, 2, 3].map(() => {
    const arrow = svg("g", { class: "arrow", "aria-hidden": "true" });
    arrow.append(svg("path", { class: "rim" }), svg("path", { class: "shaft", "marker-end": "url(#push)" }));
    return arrow;
  });
  picture.append(defs, lines, hull, target.group, box.group, common, trail, centres, ...arrows);
  return { picture, hull, common, trail, centres, target, box, arrows };
}

function gridOf(width, height) {
  const down = Array.from({ length: width + 1 }, (_, x) => `M${x * UNIT} 0V${height * UNIT}`);
  const across = Array.from({ length: height + 1 }, (_, y) => `M0 ${y * UNIT}H${width * UNIT}`);
  return [...down, ...across].join("");
}

/**
 * @param {ReturnType<typeof makeSheet>} sheet
 * @param {{ box: number[], target: number[], kind: string, push: number[], path: number[][] }} shown
 */
export function paint(sheet, { box, target, kind, push, path }) {
  placeBox(sheet.box, box, UNIT);
  placeBox(sheet.target, target, UNIT);
  const inner = [0, 1, 2, 3].map((i) => (i < 2 ? Math.max(box[i], target[i]) : Math.min(box[i], target[i])));
  place(sheet.common, inner[2] > inner[0] && inner[3] > inner[1] ? inner : [0, 0, 0, 0], UNIT);
  place(
    sheet.hull,
    [0, 1, 2, 3].map((i) => (i < 2 ? Math.min(box[i], target[i]) : Math.max(box[i], target[i]))),
    UNIT,
  );
  sheet.hull.style.display = kind === "iou" || kind === "l1" ? "none" : "";
  const middles = [box, target].map(([x0, y0, x1, y1]) => [((x0 + x1) / 2) * UNIT, ((y0 + y1) / 2) * UNIT]);
  sheet.centres.setAttribute("d", `M${middles[0]}L${middles[1]}`);
  sheet.centres.style.display = kind === "diou" || kind === "ciou" ? "" : "none";
  sheet.trail.setAttribute(
    "d",
    path.map(([x0, y0, x1, y1], at) => `${at ? "L" : "M"}${((x0 + x1) / 2) * UNIT} ${((y0 + y1) / 2) * UNIT}`).join(""),
  );
  sheet.arrows.forEach((arrow, edge) => paintArrow(arrow, edge, box, push[edge] * (ARROW[kind] ?? ARROW.other)));
}

/** From the middle of its edge to where the edge is pushed. @param {SVGElement} arrow @param {number} edge
 * @param {number[]} box @param {number} length */
function paintArrow(arrow, edge, [x0, y0, x1, y1], length) {
  const along = Math.sign(length) * Math.min(LONGEST, Math.abs(length));
  arrow.style.display = Math.abs(along) < 0.02 ? "none" : "";
  const from = [
    [x0, (y0 + y1) / 2],
    [(x0 + x1) / 2, y0],
    [x1, (y0 + y1) / 2],
    [(x0 + x1) / 2, y1],
  ][edge];
  const to = edge % 2 ? [from[0], from[1] + along] : [from[0] + along, from[1]];
  const d = `M${from.map((at) => at * UNIT)}L${to.map((at) => at * UNIT)}`;
  for (const line of arrow.children) line.setAttribute("d", d);
}
