// What a step compared, as a table; before the first step the boxes themselves.
import { el } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { compared, ranked } from "./story.js";

const MOST = 9; // rows

export function makeTable() {
  const head = el("tr");
  const body = el("tbody");
  const more = el("p", { class: "more" });
  const shown = el("div", { class: "compared" }, el("table", {}, el("thead", {}, head), body), more);
  return { shown, head, body, more };
}

/** @param {ReturnType<typeof makeTable>} table */
export function fillTable(table, header, boxes, step) {
  const titles = [
    "box_column",
    "score_column",
    header.measure === "iou" ? "overlap_iou" : "overlap_diou",
    "fate_column",
  ];
  table.head.replaceChildren(...titles.map((id) => el("th", { text: word(id), scope: "col" })));
  const rows = step ? ofStep(header, boxes, header.steps[step - 1]) : ofHeap(header);
  table.body.replaceChildren(...rows.slice(0, MOST).map((row) => line(header, row)));
  const others = (step ? header.steps[step - 1].others.length + 1 : header.rows.length) - Math.min(MOST, rows.length);
  table.more.textContent = others
    ? word(step && rows.length <= MOST ? "more_wait" : "more_boxes", { n: others }, others)
    : "";
}

function ofHeap(header) {
  return ranked(header.numbers).map((at) => ({
    at,
    score: header.rows[at][4],
    overlap: null,
    fate: word("box_waits"),
  }));
}

function ofStep(header, boxes, step) {
  const first = { at: step.kept, score: step.score, overlap: null, fate: word("box_stays"), state: "keeping" };
  const others = compared(step).map(({ other, overlap, factor }) => {
    const { state, score } = boxes[other];
    const before = header.soft && factor > 0 ? score / factor : score;
    const lowered = word("score_becomes", { score: format(score) });
    const fate = state === "going" ? word("box_goes") : factor < 1 ? lowered : word("box_waits");
    return { at: other, score: before, overlap, fate, state };
  });
  return [first, ...others];
}

function line(header, { at, score, overlap, fate, state }) {
  const label = header.rows[at][5];
  const swatch = el("i", { class: ["swatch", `class${label}`].join(" ") });
  return el(
    "tr",
    { class: state ?? "" },
    el("th", { scope: "row" }, swatch, `${header.numbers[at]} ${header.names[label]}`),
    el("td", { text: format(score) }),
    el("td", { text: overlap === null ? "" : format(overlap) }),
    el("td", { text: fate }),
  );
}
