// Pictures of the validation data: those in the open cell of the confusion matrix, and the most wrong ones.
import { node } from "../../shared/dom.js";
import { percent, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";
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
  const wrong = makeFigure(board, "wrong", word("most_wrong"));
  const wrongThumbs = node("div", "thumbs examples", wrong.body);
  const answer = (one) => `${scene.about.classes[one.predicted]} ${percent(one.probability)}`;

  function inCell(one) {
    const label = word("in_cell", { picture: whole(one.index), answer: answer(one) });
    return { index: one.index, key: `${one.index} ${answer(one)}`, label, text: [percent(one.probability)] };
  }
  function mistake(one) {
    const { classes } = scene.about;
    const said = { picture: whole(one.index), truth: classes[one.true], answer: classes[one.predicted] };
    const shares = { true_share: percent(one.true_probability), share: percent(one.probability) };
    return {
      index: one.index,
      key: `${one.index} ${answer(one)}`,
      label: word("mistake", { ...said, ...shares }),
      text: [word("says", { answer: answer(one) }), word("truth", { truth: said.truth, share: shares.true_share })],
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
        const said = { cell: matrix.inWords(scene.open), step: whole(drawn.header.step), n: examples.length };
        cellText.textContent = word(count > examples.length ? "first_of_cell" : "all_of_cell", said);
        pictures.thumbs(cellThumbs, examples.map(inCell));
      }
      const mistakes = drawn.header.wrong;
      wrong.text.textContent = word(mistakes.length ? "worst_mistakes" : "no_mistake");
      pictures.thumbs(wrongThumbs, mistakes.map(mistake));
    },
  };
}
