// The figure of a run that finds objects in scenes: what it says of scenes that are held back, at a snapshot.
import { word } from "../../shared/words.js";
import { makePanels } from "../scenes/panels.js";
import { makeFigure } from "./figures.js";
import { nearest } from "./scene.js";

const GAP = 16; // px between two figures

/**
 * Fetches what the network says at the snapshot that is to be shown, and the scenes with their truth once.
 * @param {import("./scene.js").Scene} scene @param {() => void} draw
 */
export function makeSceneSnapshots(scene, draw) {
  let wanted = "";
  let count = 0;
  return async () => {
    const all = scene.feed.state?.snapshots;
    if (!scene.about || !all?.length) return;
    const [step, version] = nearest(scene, scene.chosen ?? all.at(-1)[0]);
    const name = `${step} ${version}`;
    if (name === wanted) return;
    wanted = name;
    try {
      const [truth, said] = await Promise.all([
        scene.feed.once("/scenes").promise,
        scene.feed.once(`/scenes/${step}?v=${version}`).promise,
      ]);
      if (name !== wanted) return;
      scene.drawn = { ...said, truth, number: ++count };
      scene.problem = "";
    } catch (error) {
      if (name === wanted) {
        wanted = "";
        if (error.told && error.status !== 404) scene.problem = error.message;
      }
    }
    draw();
  };
}

/**
 * @param {any} place root, board, scene, fit, screens and timeline of the view
 * @param {{ show: () => Promise<void>, draw: () => void }} act
 */
export function makeSceneFigures({ root, board, scene, fit, screens, timeline }, { show, draw }) {
  const figure = makeFigure(board, "scenes", word("held_back_scenes"));
  const panels = makePanels(figure.body, scene.header.task);
  let learning = false;

  async function learn() {
    if (scene.about || learning) return;
    learning = true;
    try {
      scene.about = await scene.feed.about();
      show();
    } catch (error) {
      if (error.told) scene.problem = error.message;
      else learning = false;
    }
    draw();
  }
  function belowHead() {
    if (!fit.room()) return Infinity;
    const top = figure.body.getBoundingClientRect().top - root.getBoundingClientRect().top + root.scrollTop;
    return Math.max(160, fit.room() - top - timeline.height() - 7 * GAP);
  }
  function drawFigures(look) {
    const { drawn, header } = scene;
    figure.figure.hidden = !drawn;
    if (!drawn || !screens.has("scenes")) return;
    panels.draw(drawn.truth, drawn, header.scenes, look, belowHead());
    root.dataset.shown = drawn.header.step;
  }
  return { learn, drawFigures, matrix: null, drawPicker: () => {} };
}
