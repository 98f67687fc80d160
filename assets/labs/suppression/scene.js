// The picture with its boxes: marks that are only looked at, or boxes under the hand.
import { makeBox, makeMovable, place, placeBox } from "../../shared/boxes.js";
import { el } from "../../shared/dom.js";
import { fill, raster } from "../../shared/paint.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";

const WIDE = 640; // of the drawing
const MARGIN = 6;
const ON_TOP = ["gone", "waits", "kept", "lowered", "going", "keeping"]; // the last ones are drawn over the others

export function makeScene() {
  const picture = /** @type {SVGSVGElement} */ (svg("svg", { role: "group" }));
  const canvas = el("canvas", { "aria-hidden": "true" });
  const ground = el("div", { class: "ground" }, canvas, picture);
  const draft = svg("rect", { class: "draft" });
  return { ground, canvas, picture, draft, unit: 1, aspect: 1, marks: [] };
}

/** A picture or a sheet of this size. @param {ReturnType<typeof makeScene>} scene */
export function setGround(scene, [width, height], image) {
  scene.unit = WIDE / width;
  scene.aspect = width / height;
  const high = height * scene.unit;
  const view = [-MARGIN, -MARGIN, WIDE + 2 * MARGIN, high + 2 * MARGIN];
  scene.picture.setAttribute("viewBox", view.join(" "));
  scene.picture.setAttribute("aria-label", word("boxes_of_scene"));
  scene.ground.style.setProperty("--aspect", String(view[2] / view[3]));
  scene.ground.classList.toggle("sheet", !image);
  scene.canvas.style.display = image ? "" : "none";
  const shares = { left: MARGIN / view[2], top: MARGIN / view[3], width: WIDE / view[2], height: high / view[3] };
  for (const [side, share] of Object.entries(shares)) scene.canvas.style.setProperty(side, `${100 * share}%`);
  if (!image) return;
  const at = (y, x) => image.subarray(3 * (y * width + x), 3 * (y * width + x) + 3);
  fill(scene.canvas, raster(height, width, at));
}

/**
 * Marks for so many boxes; under the hand they can be taken.
 * @param {ReturnType<typeof makeScene>} scene
 * @param {{ get: (at: number) => number[], set: (at: number, box: number[]) => void, room: () => number[],
 *   done: () => void, taken: (at: number) => void, gone: (at: number) => void } | null} hand
 */
export function setMarks(scene, count, hand) {
  scene.marks = Array.from({ length: count }, (_, at) => {
    const made = hand
      ? makeBox("box", word("box_under_hand", { number: at + 1 }))
      : makeBox("box", "", { reach: 0, dot: 0 });
    if (hand) {
      made.group.addEventListener("pointerdown", () => raise(made.group), true);
      makeMovable(scene.picture, made, {
        get: () => hand.get(at),
        set: (box) => hand.set(at, box),
        room: hand.room,
        done: hand.done,
        taken: () => hand.taken(at),
        gone: () => hand.gone(at),
        unit: scene.unit,
      });
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) made.group.removeAttribute(name);
      for (const corner of made.corners) corner.remove();
    }
    const rim = svg("rect", { class: "rim" });
    made.group.prepend(rim);
    return { ...made, rim };
  });
  scene.picture.replaceChildren(...scene.marks.map(({ group }) => group), scene.draft);
}

/** Puts a box over the others, so that its corners can be taken; the others move, since it would lose the keys. */
function raise(group) {
  while (group.nextElementSibling?.classList.contains("box")) group.before(group.nextElementSibling);
}

/**
 * @param {ReturnType<typeof makeScene>} scene
 * @param {{ box: number[], label: number, state: string, text: string, says: string, chosen: boolean }[]} boxes
 * @param {boolean} held boxes under the hand stay in their order, or they would lose the keys
 */
export function paintBoxes(scene, boxes, held) {
  boxes.forEach(({ box, label, state, text, says, chosen }, at) => {
    const mark = scene.marks[at];
    placeBox(mark, box, scene.unit, [5, 19]);
    for (const side of ["x", "y", "width", "height"]) mark.rim.setAttribute(side, mark.body.getAttribute(side) ?? "0");
    mark.label.textContent = text;
    mark.group.setAttribute("class", ["box", `class${label}`, state, chosen && "chosen"].filter(Boolean).join(" "));
    if (held) mark.group.setAttribute("aria-label", says);
  });
  if (held) return;
  const order = boxes
    .map((_, at) => at)
    .sort((a, b) => ON_TOP.indexOf(boxes[a].state) - ON_TOP.indexOf(boxes[b].state));
  scene.picture.append(...order.map((at) => scene.marks[at].group));
}

/** A box that is being drawn; null for none. @param {ReturnType<typeof makeScene>} scene @param {number[] | null} box */
export const paintDraft = (scene, box) => place(scene.draft, box ?? [0, 0, 0, 0], scene.unit);
