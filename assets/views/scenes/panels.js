// What a network finds in a scene, in three panels beside each other; on a phone below each other.
import { grown } from "../../shared/chart.js";
import { node } from "../../shared/dom.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { drawDetection } from "./detection.js";
import { drawSegmentation } from "./segmentation.js";

const GAP = 16; // px
const NARROW = 620; // px: the panels stand one below the other
const LARGEST = 520; // px
const KINDS = {
  detection: { titles: ["sure_cells", "raw_boxes", "kept_boxes"], draw: drawDetection },
  segmentation: { titles: ["the_scene", "its_truth", "its_answer"], draw: drawSegmentation },
};

/** @param {HTMLElement} parent @param {string} task */
export function makePanels(parent, task) {
  const board = node("div", "panels", parent);
  const { titles, draw } = KINDS[task];
  const panels = titles.map((title) => {
    const figure = node("figure", "panel", board);
    const caption = node("figcaption", "", figure, { text: word(title) });
    const canvas = node("canvas", "", figure, { role: "img" });
    const under = node("p", "under", figure);
    const panel = { caption, canvas, under, at: null, said: "", find: (_x, _y) => "" };
    canvas.addEventListener("pointermove", (event) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const there = panel.find((event.clientX - left) / width, (event.clientY - top) / height);
      under.textContent = there || panel.said;
    });
    canvas.addEventListener("pointerleave", () => {
      under.textContent = panel.said;
    });
    return panel;
  });

  return {
    /**
     * @param {any} truth the scenes, @param {any} said what the network gives for them, both as unpacked
     * @param {any} settings scene, and what else the task asks for
     * @param {any} look @param {number} tall px that there are; Infinity where one scrolls
     */
    draw(truth, said, settings, look, tall = Infinity) {
      const narrow = board.clientWidth < NARROW;
      board.classList.toggle("narrow", narrow);
      const beside = narrow ? 1 : panels.length;
      const wide = (board.clientWidth - (beside - 1) * GAP) / beside;
      const side = Math.floor(Math.max(120, Math.min(wide, tall, narrow ? 360 : LARGEST)));
      const contexts = panels.map(({ canvas }) => paint.size(canvas, side, side));
      const scene = Math.min(settings.scene ?? 0, truth.header.count - 1);
      const told = draw(contexts, side, truth, said, { ...settings, scene }, { ...look, px: 12 * grown() });
      panels.forEach((panel, i) => {
        Object.assign(panel, { said: told.says[i], find: told.finds[i] ?? (() => "") });
        panel.under.textContent = told.says[i];
        panel.canvas.setAttribute("aria-label", `${panel.caption.textContent}: ${told.says[i]}`);
      });
      Object.assign(board.dataset, told.tests);
    },
  };
}

/** A scene as a raster, in colour or in grey. @param {any} truth @param {number} scene @param {boolean} [grey] */
export function pictureOf({ arrays, header }, scene, grey = false) {
  const { side } = header;
  const all = side * side;
  const from = arrays.pictures.subarray(scene * 3 * all, (scene + 1) * 3 * all);
  return paint.raster(side, side, (y, x) => {
    const rgb = [0, 1, 2].map((channel) => from[channel * all + y * side + x]);
    if (!grey) return rgb;
    const light = 0.35 * 255 + 0.55 * (0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]);
    return [light, light, light];
  });
}
