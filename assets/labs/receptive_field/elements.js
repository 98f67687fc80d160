// The elements: the picture, the feature map, what the unit sees, and the bar below.
import { el } from "../../shared/dom.js";
import { makePanel, takeKeys } from "../../shared/panel.js";
import { word } from "../../shared/words.js";

/**
 * @param {HTMLElement} root
 * @param {{ byHand: (layer: number) => void, toggle: () => void, keep: () => void }} act
 *   byHand: another layer is shown; toggle: it plays or stops; keep: the unit is worked out below
 */
export function makeElements(root, { byHand, toggle, keep }) {
  const picture = makePanel("picture", word("picture"));
  const map = makePanel("map", word("feature_map"));
  const sees = makePanel("sees", word("what_unit_sees"));
  sees.stack.setAttribute("role", "img");
  sees.overlay.remove(); // nothing is pointed at there
  takeKeys(picture);
  takeKeys(map);
  const sum = el("p", { class: "sum" });
  const slider = el("input", {
    type: "range",
    min: 0,
    step: 1,
    class: "scrub",
    "aria-label": word("layer"),
    oninput: () => byHand(Number(slider.value)),
  });
  const play = el("button", { type: "button", onclick: toggle });
  const pin = el("button", {
    type: "button",
    text: word("work_out"),
    title: word("work_out_help"),
    onclick: keep,
  });
  const name = el("span", { class: "name" });
  const sizes = el("canvas", { class: "sizes", "aria-hidden": "true" });
  const key = el("p", { class: "legend" });
  const side = el("div", { class: "side" }, map.figure, sees.figure);
  const board = el("div", { class: "board" }, picture.figure, side);
  root.append(board, sum, el("div", { class: "bar" }, play, slider, name, pin), sizes, key);
  return { picture, map, sees, sum, slider, play, name, sizes, key };
}
