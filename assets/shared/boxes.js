// Boxes under the hand: moved and resized by mouse, finger or keys, and drawn on empty ground.
import { ARROWS, usedUp } from "./moves.js";
import { svg } from "./svg.js";

/** @typedef {{ snap: number, smallest: number }} Fine places in a unit that edges snap to, and a box's smallest side */

export const CORNERS = [
  [0, 1],
  [2, 1],
  [0, 3],
  [2, 3],
];
const SHEET = { snap: 4, smallest: 0.5 };
const ALL = [0, 1, 2, 3];

/** A box moved or one of its corners dragged, kept in its room: edges that may move, by how much. */
export function changed(box, edges, [right, down], room, { snap, smallest } = SHEET) {
  const snapped = (edge) => Math.round(edge * snap) / snap;
  const next = box.slice();
  for (const axis of [0, 1]) {
    const by = axis ? down : right;
    const both = edges.includes(axis) && edges.includes(axis + 2);
    if (both) {
      const kept = Math.min(room[axis] - box[axis + 2], Math.max(-box[axis], by));
      next[axis] = snapped(box[axis] + kept);
      next[axis + 2] = next[axis] + box[axis + 2] - box[axis];
    } else if (edges.includes(axis)) {
      next[axis] = snapped(Math.min(box[axis + 2] - smallest, Math.max(0, box[axis] + by)));
    } else if (edges.includes(axis + 2)) {
      next[axis + 2] = snapped(Math.max(box[axis] + smallest, Math.min(room[axis], box[axis + 2] + by)));
    }
  }
  return next;
}

/** The box between two points, kept in its room; null where it is smaller than a box may be. */
export function between(from, to, room, { snap, smallest } = SHEET) {
  const at = (point, axis) => Math.round(Math.min(room[axis], Math.max(0, point[axis])) * snap) / snap;
  const sides = [0, 1].map((axis) => [at(from, axis), at(to, axis)].sort((a, b) => a - b));
  const box = [sides[0][0], sides[1][0], sides[0][1], sides[1][1]];
  return box[2] - box[0] < smallest || box[3] - box[1] < smallest ? null : box;
}

/** Where a pointer is, in units of the drawing. @param {SVGSVGElement} picture @returns {[number, number]} */
export function pointOn(picture, event, unit = 1) {
  const matrix = picture.getScreenCTM();
  if (!matrix) return [0, 0];
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x / unit, y / unit];
}

/** A box that can be taken: its ground, its name and its four corners. @param {string} name @param {string} says */
export function makeBox(name, says, { shown = "", reach = 22, dot = 7 } = {}) {
  const group = svg("g", { class: name, tabindex: 0, role: "application", "aria-label": says });
  const body = svg("rect", { class: "body" });
  const label = svg("text", { class: "name" }, shown);
  const corners = CORNERS.map(() => {
    const corner = svg("g", { class: "corner" });
    corner.append(svg("circle", { r: reach, class: "reach" }), svg("circle", { r: dot, class: "dot" }));
    return corner;
  });
  group.append(body, label, ...corners);
  return { group, body, label, corners };
}

/** @param {SVGElement} rect @param {number[]} box */
export function place(rect, [x0, y0, x1, y1], unit = 1) {
  const sides = { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) };
  for (const [name, side] of Object.entries(sides)) rect.setAttribute(name, String(side * unit));
}

/**
 * @param {ReturnType<typeof makeBox>} made
 * @param {number[]} box
 * @param {[number, number]} beside where its name stands, from its first corner
 */
export function placeBox(made, box, unit = 1, beside = [8, 24]) {
  place(made.body, box, unit);
  made.label.setAttribute("x", String(box[0] * unit + beside[0]));
  made.label.setAttribute("y", String(box[1] * unit + beside[1]));
  made.corners.forEach((corner, at) => {
    const [x, y] = CORNERS[at].map((edge) => box[edge] * unit);
    corner.setAttribute("transform", `translate(${x} ${y})`);
  });
}

/**
 * Dragging one box.
 * @param {SVGSVGElement} picture
 * @param {{ group: SVGElement, body: SVGElement, corners: SVGElement[] }} made
 * @param {{ get: () => number[], set: (box: number[]) => void, room: () => number[], done: () => void,
 *   unit?: number, fine?: Fine, taken?: () => void, gone?: () => void }} act taken: it was clicked or reached by Tab;
 *   gone: somebody pressed Delete
 */
export function makeMovable(picture, made, { get, set, room, done, unit = 1, fine = SHEET, taken, gone }) {
  let held = null; // where the pointer took hold, what it moves, and the box by then
  const take = (edges) => (event) => {
    if (event.button) return;
    event.stopPropagation();
    made.group.setPointerCapture(event.pointerId);
    made.group.focus({ preventScroll: true });
    held = { from: pointOn(picture, event, unit), edges, box: get() };
  };
  made.body.addEventListener("pointerdown", take(ALL));
  made.corners.forEach((corner, which) => corner.addEventListener("pointerdown", take(CORNERS[which])));
  made.group.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = pointOn(picture, event, unit);
    set(changed(held.box, held.edges, [x - held.from[0], y - held.from[1]], room(), fine));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    made.group.addEventListener(kind, () => {
      if (held) done();
      held = null;
    });
  }
  if (taken) made.group.addEventListener("focus", taken);
  made.group.addEventListener("keydown", (event) => {
    if (gone && (event.key === "Delete" || event.key === "Backspace")) {
      usedUp(event);
      gone();
      return;
    }
    if (!(event.key in ARROWS)) return;
    const [down, right] = ARROWS[event.key].map((way) => way / fine.snap);
    set(changed(get(), event.shiftKey ? [2, 3] : ALL, [right, down], room(), fine));
    usedUp(event);
  });
  made.group.addEventListener("keyup", (event) => {
    if (event.key in ARROWS) done();
  });
}

/**
 * Drawing a new box by dragging over empty ground: a mouse at any time, a finger only while `armed` says so, since it
 * scrolls the page otherwise.
 * @param {SVGSVGElement} picture
 * @param {{ room: () => number[], fine: Fine, unit: () => number, armed: () => boolean,
 *   shape: (box: number[] | null) => void, drawn: (box: number[] | null) => void }} act shape: while it is drawn
 */
export function makeDrawing(picture, { room, fine, unit, armed, shape, drawn }) {
  let from = null;
  let box = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button || (event.pointerType !== "mouse" && !armed())) return;
    from = pointOn(picture, event, unit());
    box = null;
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!from) return;
    box = between(from, pointOn(picture, event, unit()), room(), fine);
    shape(box);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    picture.addEventListener(kind, () => {
      if (!from) return;
      from = null;
      shape(null);
      drawn(kind === "pointerup" ? box : null);
    });
  }
}
