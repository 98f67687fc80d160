// Both curves as figures: pointing reads values off, a click or an arrow key shows another snapshot.
import { legendEntry } from "../../shared/chart.js";
import { node } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { COLOURS, DASH, drawCurve, TERMS } from "./curve.js";
import { makeCanvas, makeCheck, makeFigure } from "./figures.js";
import { exploded, readOff } from "./rows.js";
import { MEASURE, TERM } from "./words.js";

const KINDS = ["loss", "accuracy"];

/**
 * @param {HTMLElement} board
 * @param {import("./scene.js").Scene} scene
 * @param {{ draw: () => void, goTo: (step: number) => void }} act
 */
export function makeCurves(board, scene, { draw, goTo }) {
  let hover = null; // the step under the pointer
  const scales = {}; // px to steps
  const { task, terms } = scene.header;
  const titleOf = (kind) => word(kind === "accuracy" ? MEASURE[task] : kind);
  const figures = {};
  const legends = (place) => {
    legendEntry(place, word("of_training"), COLOURS.training, "", "legend");
    legendEntry(place, word("of_validation"), COLOURS.validation, DASH.join(" "), "legend");
  };
  for (const kind of KINDS) {
    const figure = makeFigure(board, "curve", titleOf(kind));
    figures[kind] = { ...figure, ...makeCanvas(figure.body) };
    legends(figure.caption);
  }
  for (const [i, term] of terms.entries()) {
    legendEntry(figures.loss.caption, word(TERM[term]), TERMS[i], "", "legend");
  }
  legends(node("p", "key", board)); // on a stage both curves share it
  let byHand = false; // until then the scale follows the losses
  const log = makeCheck(figures.loss.caption, word("log_scale"), () => {
    byHand = true;
    draw();
  });
  const reading = node("p", "reading", board);

  for (const [kind, { stack, canvas }] of Object.entries(figures)) {
    stack.setAttribute("role", "application");
    stack.tabIndex = 0;
    const step = (event) => scales[kind](event.clientX - canvas.getBoundingClientRect().left);
    canvas.addEventListener("pointermove", (event) => {
      hover = step(event);
      draw();
    });
    canvas.addEventListener("pointerleave", () => {
      hover = null;
      draw();
    });
    canvas.addEventListener("click", (event) => goTo(step(event)));
  }

  return {
    /** @param {import("./rows.js").Table} table @param {number[]} kept steps of all snapshots @param {number} high px */
    draw(table, kept, high, look) {
      const values = readOff(table, hover ?? Infinity, task, terms);
      if (!byHand) log.checked = exploded(table);
      const options = {
        log: log.checked,
        total: scene.feed.state?.total_steps,
        shown: scene.drawn?.header.step ?? null,
        kept,
        hover,
        look,
        accent: scene.header.accent,
        terms: terms.length,
      };
      for (const [kind, { body, stack, canvas }] of Object.entries(figures)) {
        scales[kind] = drawCurve(canvas, body.clientWidth, high, table, { ...options, kind });
        stack.setAttribute("aria-label", word("curve", { title: titleOf(kind), values }));
      }
      reading.textContent = values || word("no_loss_yet");
    },
  };
}
