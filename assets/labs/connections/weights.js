// A button for each weight of the kernel: it shows which connections share it, and keeps showing them once clicked.
import { el } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { COLOURS } from "./graph.js";
import { SUBSCRIPTS } from "./words.js";

/**
 * @param {number} count
 * @param {{ weight: number | null, pinned: number | null }} scene the weight that is shown, and the one that was clicked
 * @param {() => void} draw
 */
export const makeWeights = (count, scene, draw) => Array.from({ length: count }, (_, j) => makeWeight(j, scene, draw));

function makeWeight(j, scene, draw) {
  const swatch = el("i");
  swatch.style.background = COLOURS[j];
  const label = word("weight", { j });
  const button = el("button", { type: "button", "aria-label": label }, swatch, `w${SUBSCRIPTS[j]}`);
  const shows = (kind, weight) =>
    button.addEventListener(kind, () => {
      scene.weight = weight();
      draw();
    });
  for (const kind of ["pointerenter", "focus"]) shows(kind, () => j);
  for (const kind of ["pointerleave", "blur"]) shows(kind, () => scene.pinned);
  button.addEventListener("click", () => {
    scene.pinned = scene.weight = scene.pinned === j ? null : j;
    draw();
  });
  return button;
}
