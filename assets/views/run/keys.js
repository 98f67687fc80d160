// Keys on a figure walk through the snapshots; those of the matrix go to its cells first.
import { usedUp } from "../../shared/moves.js";
import { stepsOf } from "./scene.js";

/** @param {HTMLElement} root @param {import("./scene.js").Scene} scene */
export function takeKeys(root, scene, timeline, matrix) {
  root.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const place = target.closest?.("[role=application]");
    if (!place) return;
    const all = stepsOf(scene);
    if (matrix && place === matrix.stack && matrix.keyed(event.key)) usedUp(event);
    else if (event.key === "ArrowLeft") timeline.move(-1);
    else if (event.key === "ArrowRight") timeline.move(1);
    else if (event.key === "Home" && all.length) timeline.choose(all[0]);
    else if (event.key === "End") timeline.choose(null);
    else if (event.key === " ") timeline.toggle();
    else return;
    usedUp(event);
  });
}
