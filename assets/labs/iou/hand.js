// Dragging and resizing boxes, by mouse, finger or keys.
import { ARROWS, usedUp } from "../../shared/moves.js";
import { UNIT } from "./sheet.js";

const SNAP = 4; // places in a unit
const SMALLEST = 0.5; // unit

/** A box moved or one of its corners dragged, kept in its room: edges that may move, by how much. */
export function changed(box, edges, [right, down], room) {
  const next = box.slice();
  for (const axis of [0, 1]) {
    const by = axis ? down : right;
    const both = edges.includes(axis) && edges.includes(axis + 2);
    if (both) {
      const kept = Math.min(room[axis] - box[axis + 2], Math.max(-box[axis], by));
      next[axis] = snapped(box[axis] + kept);
      next[axis + 2] = next[axis] + box[axis + 2] - box[axis];
    } else if (edges.includes(axis)) {
      next[axis] = snapped(Math.min(box[axis + 2] - SMALLEST, Math.max(0, box[axis] + by)));
    } else if (edges.includes(axis + 2)) {
      next[axis + 2] = snapped(Math.max(box[axis] + SMALLEST, Math.min(room[axis], box[axis + 2] + by)));
    }
  }
  return next;
}

const snapped = (edge) => Math.round(edge * SNAP) / SNAP;

/**
 * @param {SVGSVGElement} picture
 * @param {{ group: SVGElement, body: SVGElement, corners: SVGElement[] }} made
 * @param {{ get: () => number[], set: (box: number[]) => void, room: () => number[], done: () => void }} act
 */
export function makeMovable(picture, made, { get, set, room, done }) {
  let held = null; // where the pointer took hold, what it moves, and the box by then
  const at = (event) => {
    const matrix = picture.getScreenCTM();
    if (!matrix) return [0, 0];
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return [x / UNIT, y / UNIT];
  };
  const take = (edges) => (event) => {
    if (event.button) return;
    event.stopPropagation();
    made.group.setPointerCapture(event.pointerId);
    made.group.focus({ preventScroll: true });
    held = { from: at(event), edges, box: get() };
  };
  made.body.addEventListener("pointerdown", take([0, 1, 2, 3]));
  const edges = [[0, 1], [2, 1], [0, 3], [2, 3]]; // biome-ignore format: a table
  made.corners.forEach((corner, which) => corner.addEventListener("pointerdown", take(edges[which])));
  made.group.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = at(event);
    set(changed(held.box, held.edges, [x - held.from[0], y - held.from[1]], room()));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    made.group.addEventListener(kind, () => {
      if (held) done();
      held = null;
    });
  }
  made.group.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS)) return;
    const [down, right] = ARROWS[event.key].map((way) => way / SNAP);
    set(changed(get(), event.shiftKey ? [2, 3] : [0, 1, 2, 3], [right, down], room()));
    usedUp(event);
  });
  made.group.addEventListener("keyup", (event) => {
    if (event.key in ARROWS) done();
  });
}
