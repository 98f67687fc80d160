// Pointer and keys on the cuts: which voxel is meant.
import { clamp, usedUp } from "../../shared/moves.js";
import { stepped, voxelAt } from "./cuts.js";

/**
 * @param {ReturnType<typeof import("./panels.js").makePanel>} panel
 * @param {{ at: number[], pin: number[] | null, size: number }} scene
 * @param {{ move: (voxel: number[]) => void, pin: () => void, toggle: () => void, draw: () => void }} act
 */
export function takeHand({ cut, overlay, stack }, scene, { move, pin, toggle, draw }) {
  const point = (event) => {
    const { size } = scene;
    const box = overlay.getBoundingClientRect();
    const column = clamp(Math.floor(((event.clientX - box.left) / box.width) * size), size);
    const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * size), size);
    move(voxelAt(cut, scene.at, row, column, size));
  };
  for (const kind of ["pointermove", "pointerdown"]) overlay.addEventListener(kind, point);
  overlay.addEventListener("pointerleave", () => {
    if (!scene.pin) return;
    scene.at = [...scene.pin];
    draw();
  });
  overlay.addEventListener("click", (event) => {
    point(event);
    pin();
  });
  stack.addEventListener("keydown", (event) => {
    const voxel = stepped(cut, scene.at, event.key, scene.size);
    if (voxel) move(voxel);
    else if (event.key === "Enter") pin();
    else if (event.key === " ") toggle();
    else return;
    usedUp(event);
  });
}
