// The figures of a run that tells pictures apart: filters, kernels, maps, histograms, confusion matrix and mistakes.
import { node } from "../../shared/dom.js";
import { makeLearn } from "./asking.js";
import { makeDrawn } from "./drawn.js";
import { makeExamples } from "./examples.js";
import { makeFilters } from "./filters.js";
import { makeKernels } from "./kernels.js";
import { makeMaps } from "./maps.js";
import { makeMatrix } from "./matrix.js";
import { makeShapes } from "./shapes.js";

/**
 * @param {any} place root, board, scene, fit, screens, timeline and pictures of the view
 * @param {{ show: () => Promise<void>, draw: () => void }} act
 */
export function makePictureFigures({ root, board, scene, fit, screens, timeline, pictures }, { show, draw }) {
  const weights = node("div", "weights", board);
  const filters = makeFilters(weights, scene);
  const kernels = makeKernels(weights, scene, show);
  const maps = makeMaps(board, scene, pictures, show);
  const shapes = makeShapes(board, scene);
  const matrix = makeMatrix(board, scene, { draw, show });
  const examples = makeExamples(board, scene, pictures, matrix);
  const secret = node("p", "says", board, { hidden: "" });
  const learn = makeLearn(scene, { maps, kernels, pictures, secret }, { show, draw });
  const figures = { filters, kernels, shapes, maps, examples, matrix };
  const drawFigures = makeDrawn(root, scene, { fit, screens, timeline }, figures);
  return { learn, drawFigures, matrix, drawPicker: () => maps.drawPicker() };
}
