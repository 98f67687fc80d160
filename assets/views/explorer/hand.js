// The hand: what the pointer is on is lit, a click pins an output, keys move the window.
import { ARROWS, usedUp } from "../../shared/moves.js";
import { active } from "./scene.js";

/**
 * @param {import("./scene.js").Scene} scene
 * @param {ReturnType<typeof import("./player.js").makePlayer>} player
 * @param {{ draw: () => void, tell: (place: { r: number, q: number }) => void, pin: (value: number[] | null) => void }} act
 *   tell: the other explorers on the page hear which output is lit
 */
export function makeHand(scene, player, { draw, tell, pin }) {
  function point(where) {
    scene.hover = where;
    draw();
  }
  function move(where) {
    scene.hover = where;
    if (where) player.pause();
    if (where?.kind === "out") scene.revealed = Infinity;
    if (where && where.kind !== "k") tell(active(scene));
    draw();
  }
  function click(where) {
    if (!where || where.kind === "k") return;
    const [r, q] = where.kind === "out" ? [where.r, where.q] : scene.model.nearest(where.y, where.x);
    const same = scene.pin && scene.pin[0] === r && scene.pin[1] === q;
    scene.revealed = Infinity;
    pin(same ? null : [r, q]);
  }
  function keys(event) {
    if (!event.target.closest?.("[role=application]")) return;
    if (event.key in ARROWS) player.move(...ARROWS[event.key]);
    else if (event.key === "Home") player.toFirst();
    else if (event.key === "End") player.toLast();
    else if (event.key === " ") player.toggle();
    else if (event.key === "Enter") click({ kind: "out", ...active(scene) });
    else if (event.key === "Escape") pin(null);
    else return;
    usedUp(event);
  }
  return { move, down: point, leave: () => point(null), click, keys };
}
