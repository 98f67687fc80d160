// Pointer and keys: which unit is meant.
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { shareOf } from "../../shared/panel.js";
import { layerOf, unitAt } from "./fields.js";

/**
 * @typedef {ReturnType<typeof import("../../shared/panel.js").makePanel>} Panel
 * @param {HTMLElement} root
 * @param {import("./fields.js").Scene} scene
 * @param {{ picture: Panel, map: Panel, sizes: HTMLElement }} places
 * @param {{ byHand: (layer: number) => void, toggle: () => void, keep: () => void, pause: () => void,
 *   draw: () => void }} act
 */
export function takeHand(root, scene, { picture, map, sizes }, { byHand, toggle, keep, pause, draw }) {
  function pointed(panel, event) {
    const layer = layerOf(scene);
    const [u, v] = shareOf(panel.overlay, event);
    const [rows, columns] = layer.units;
    if (v < 0 || u < 0 || v >= 1 || u >= 1) return null;
    if (panel === map) return [clamp(Math.floor(v * rows), rows), clamp(Math.floor(u * columns), columns)];
    const [height, width] = scene.header.size;
    return unitAt(layer, v * height - 0.5, u * width - 0.5);
  }
  for (const panel of [picture, map]) {
    panel.overlay.addEventListener("pointermove", (event) => {
      scene.hover = pointed(panel, event);
      draw();
    });
    panel.overlay.addEventListener("pointerleave", () => {
      scene.hover = null;
      draw();
    });
    panel.overlay.addEventListener("click", (event) => {
      scene.hover = pointed(panel, event);
      if (scene.hover) keep();
    });
  }
  sizes.addEventListener("pointerdown", (event) => {
    byHand(Math.floor(shareOf(sizes, event)[0] * scene.header.layers.length));
  });
  root.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.getAttribute?.("role") !== "application") return;
    if (event.key in ARROWS) {
      pause();
      scene.hover = null;
      scene.unit = moved(scene.unit, ARROWS[event.key], layerOf(scene).units);
      draw();
    } else if (event.key === "PageUp") byHand(scene.layer + 1);
    else if (event.key === "PageDown") byHand(scene.layer - 1);
    else if (event.key === " ") toggle();
    else if (event.key === "Enter") keep();
    else return;
    usedUp(event);
  });
}
