// On a stage the figures of a run are screens, one after another: its keys walk them as tabs.
import { node } from "../../shared/dom.js";
import { clamp, usedUp } from "../../shared/moves.js";
import { word } from "../../shared/words.js";

// The classes of the figures that stand on each; what is on none is there always.
export const SCREENS = {
  curves: ["curve", "key", "reading", "first"],
  maps: ["maps"],
  confusion: ["confusion", "wrong"],
  weights: ["kernels", "shapes"],
};
// The same for a run that finds objects in scenes.
export const OF_SCENES = { scenes: ["scenes"], learning: ["curve", "key", "reading"] };

/**
 * The screen after or before one; the same at the ends.
 * @param {string} now @param {number} way @param {string[]} names
 */
export const beside = (now, way, names = Object.keys(SCREENS)) => names[clamp(names.indexOf(now) + way, names.length)];

/**
 * @param {HTMLElement} root
 * @param {import("./scene.js").Scene} scene
 * @param {() => void} draw
 */
export function makeScreens(root, scene, draw) {
  let staged = false;
  const finds = scene.header.task !== "classification";
  /** @type {Record<string, string[]>} */
  const screens = finds ? OF_SCENES : SCREENS;
  const NAMES = Object.keys(screens);
  const list = node("div", "screens", root.querySelector(".head") ?? root, {
    role: "tablist",
    "aria-label": word("screens"),
  });
  const texts = finds
    ? [word("screen_scenes"), word("screen_learning")]
    : [word("screen_curves"), word("screen_maps"), word("screen_confusion"), word("screen_weights")];
  const tabs = NAMES.map((name, i) => {
    const tab = node("button", "", list, { type: "button", role: "tab", text: texts[i] });
    tab.addEventListener("click", () => choose(name));
    return tab;
  });
  list.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    choose(beside(scene.screen, way, NAMES));
    tabs[NAMES.indexOf(scene.screen)].focus();
    usedUp(event);
  });
  function choose(name) {
    scene.screen = name;
    root.scrollTop = 0;
    draw();
  }

  const has = (figure) => !staged || screens[scene.screen].includes(figure);
  return {
    has,
    /** The screen that is shown, "" where all figures are. */
    now: () => (staged ? scene.screen : ""),
    /** @param {boolean} onStage */
    draw(onStage) {
      staged = onStage;
      root.classList.toggle("staged", staged);
      root.dataset.screen = scene.screen;
      tabs.forEach((tab, i) => {
        const chosen = NAMES[i] === scene.screen;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      });
      for (const figure of Object.values(screens).flat()) {
        for (const part of root.querySelectorAll(`.${figure}`)) part.classList.toggle("off", !has(figure));
      }
    },
  };
}
