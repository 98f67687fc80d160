// Pictures of the validation data: those in the open cell of the confusion matrix, and the most wrong ones.
import { node } from "../../shared/dom.js";
import { percent, whole } from "../../shared/format.js";
import { makeFigure } from "./figures.js";

/**
 * @param {HTMLElement} board
 * @param {import("./scene.js").Scene} scene
 * @param {ReturnType<typeof import("./pictures.js").makePictures>} pictures
 * @param {ReturnType<typeof import("./matrix.js").makeMatrix>} matrix its pictures stand below it
 */
export function makeExamples(board, scene, pictures, matrix) {
  const cellText = node("p", "says", matrix.body);
  const cellThumbs = node("div", "thumbs", matrix.body);
  const wrong = makeFigure(board, "wrong", "Most wrong");
  const wrongThumbs = node("div", "thumbs examples", wrong.body);
  const answer = (one) => `${scene.about.classes[one.predicted]} ${percent(one.probability)}`;

  function inCell(one) {
    const label = `Picture ${whole(one.index)}: ${answer(one)}. Click to watch it`;
    return { index: one.index, key: `${one.index} ${answer(one)}`, label, text: [percent(one.probability)] };
  }
  function mistake(one) {
    const { classes } = scene.about;
    const truth = `${classes[one.true]} with ${percent(one.true_probability)}`;
    const taken = `${classes[one.predicted]} with ${percent(one.probability)}`;
    return {
      index: one.index,
      key: `${one.index} ${answer(one)}`,
      label: `Picture ${whole(one.index)}, a ${truth}, taken for ${taken}. Click to watch it`,
      text: [`says ${answer(one)}`, `true: ${classes[one.true]} ${percent(one.true_probability)}`],
    };
  }

  return {
    figure: wrong.figure,
    /** @param {any} drawn the snapshot */
    draw(drawn) {
      const inside = scene.open && drawn.inside;
      cellText.hidden = cellThumbs.hidden = !inside;
      if (inside) {
        const { count, examples } = inside.header;
        const some = count > examples.length ? `; the first ${examples.length}` : "";
        cellText.textContent = `${matrix.inWords(scene.open)} at step ${whole(drawn.header.step)}${some}`;
        pictures.thumbs(cellThumbs, examples.map(inCell));
      }
      const mistakes = drawn.header.wrong;
      wrong.text.textContent = mistakes.length
        ? "Most wrong: the mistakes with the most confidence"
        : "Most wrong: no mistake on the validation pictures";
      pictures.thumbs(wrongThumbs, mistakes.map(mistake));
    },
  };
}
