// On the picture: the box that the network says, and landmarks, which are dots where they are and crosses where it says.
import { makeBox, makeMovable, placeBox, pointOn } from "../../shared/boxes.js";
import { ARROWS, usedUp } from "../../shared/moves.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";
import { pointsIn } from "./vector.js";

/**
 * @param {any} board of assets/shared/board.js
 * @param {{ get: () => number[], set: (box: number[]) => void, shares: () => number[][],
 *   reshape: (at: number, share: number[]) => void, done: () => void }} act shares: of the box's width and height
 */
export function makePrediction(board, act) {
  const layer = svg("g");
  board.above.append(layer);
  let made = null;
  let dots = [];
  let crosses = [];
  let truth = null; // the box that landmarks belong to

  function move(at, [x, y]) {
    if (!truth) return;
    const [x0, y0, x1, y1] = truth;
    const within = (share) => Math.min(1, Math.max(0, Math.round(share * 100) / 100));
    act.reshape(at, [within((x - x0) / (x1 - x0)), within((y - y0) / (y1 - y0))]);
  }
  function dot(at) {
    const group = svg("g", {
      class: "landmark",
      tabindex: 0,
      role: "application",
      "aria-label": word("landmark_keys", { n: at + 1 }),
    });
    group.append(svg("circle", { r: 20, class: "reach" }), svg("circle", { r: 7, class: "point" }));
    group.append(svg("text", { class: "name", x: 10, y: -8 }, String(at + 1)));
    let held = false;
    group.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.stopPropagation();
      group.setPointerCapture(event.pointerId);
      held = true;
    });
    group.addEventListener("pointermove", (event) => {
      if (held) move(at, pointOn(board.picture, event, board.unit()));
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      group.addEventListener(kind, () => {
        if (held) act.done();
        held = false;
      });
    }
    group.addEventListener("keydown", (event) => {
      if (!(event.key in ARROWS) || !truth) return;
      const [down, right] = ARROWS[event.key];
      const [x, y] = act.shares()[at];
      act.reshape(
        at,
        [x + right / 50, y + down / 50].map((share) => Math.min(1, Math.max(0, share))),
      );
      usedUp(event);
    });
    group.addEventListener("keyup", (event) => event.key in ARROWS && act.done());
    return group;
  }

  return {
    /** @param {number} count of landmarks */
    build(count) {
      made = makeBox("guess", word("guess_keys"), { shown: word("guess"), dot: 6 });
      makeMovable(board.picture, made, {
        get: act.get,
        set: act.set,
        room: board.room,
        done: act.done,
        unit: board.unit(),
        fine: board.fine(),
      });
      dots = Array.from({ length: count }, (_, at) => dot(at));
      crosses = dots.map(() => svg("path", { class: "cross", d: "M-7 -7L7 7M-7 7L7 -7" }));
      layer.replaceChildren(made.group, ...crosses, ...dots);
    },
    /** @param {number[]} box @param {number[] | null} object */
    paint(box, object) {
      truth = object;
      const unit = board.unit();
      placeBox(made, box, unit, [4, (box[3] - box[1]) * unit + 22]);
      /** @param {number[]} point */
      const at = ([x, y]) => `translate(${x * unit} ${y * unit})`;
      pointsIn(box, act.shares()).forEach((point, i) => crosses[i].setAttribute("transform", at(point)));
      for (const one of dots) one.style.display = object ? "" : "none";
      if (object) pointsIn(object, act.shares()).forEach((point, i) => dots[i].setAttribute("transform", at(point)));
    },
  };
}
