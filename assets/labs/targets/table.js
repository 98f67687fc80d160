// The vectors beside each other, number by number, with what each adds to the loss and how steep the loss is there.
import { el } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

const LEAST = 0.01; // of a probability: a logarithm has no value at 0

const index = (letter, below) => [letter, el("sub", { text: below })];
const BOX = ["x", "y", "h", "w"];

/** @param {(at: number, value: number) => void} change @param {() => void} done */
export function makeTable(change, done) {
  const head = el(
    "tr",
    {},
    ...["number_column", "target_column", "guess_column", "term_column", "slope_column"].map((id) =>
      el("th", { text: word(id), scope: "col" }),
    ),
  );
  const body = el("tbody");
  const total = el("td");
  const foot = el("tr", {}, el("th", { text: word("loss_row"), scope: "row", colspan: 3 }), total, el("td"));
  const shown = el("table", {}, el("thead", {}, head), body, el("tfoot", {}, foot));
  const made = { shown, rows: [], total, build };

  function row(at, name, slider) {
    const cells = ["y", "said", "term", "slope"].map((kind) => el("td", { class: kind }));
    const value = el("span");
    cells[1].append(value);
    let input = null;
    if (slider) {
      input = el("input", {
        type: "range", min: LEAST, max: 1 - LEAST, step: 0.01, "aria-label": slider,
        oninput: () => change(at, Number(input.value)), onchange: done,
      }); // biome-ignore format: a list of settings
      cells[1].append(input);
    }
    return { line: el("tr", {}, el("th", { scope: "row" }, ...name), ...cells), cells, value, input };
  }
  function build(classes, points) {
    const rows = [row(0, index("p", "c"), word("sure_of_object"))];
    BOX.forEach((below, at) => rows.push(row(at + 1, index("b", below), "")));
    classes.forEach((name, at) =>
      rows.push(row(at + 5, [...index("c", at + 1), ` ${name}`], word("sure_of_class", { name }))),
    );
    for (let point = 1; point <= points; point++)
      for (const axis of ["x", "y"])
        rows.push(row(3 + classes.length + 2 * point + Number(axis === "y"), index("l", `${point}${axis}`), ""));
    made.rows = rows;
    body.replaceChildren(...rows.map(({ line }) => line));
  }
  return made;
}

/** @param {ReturnType<typeof makeTable>} table @param {string[]} classes */
export function fillTable(table, classes, { y, said, found, colour }) {
  table.rows.forEach(({ line, cells, value, input }, at) => {
    const { term, slope, counts } = found[at];
    line.classList.toggle("idle", !counts);
    cells[0].textContent = counts ? format(y[at]) : "?";
    value.textContent = said[at].toFixed(at === 0 || (at >= 5 && at < 5 + classes.length) ? 2 : 3).replace("-", "−");
    if (input && Number(input.value) !== said[at]) input.value = String(said[at]);
    cells[2].textContent = counts ? format(term) : "–";
    cells[3].textContent = counts ? format(slope) : "0";
    line.style.setProperty("--its", at >= 5 && y[at] === 1 ? colour : "transparent");
  });
  table.total.textContent = format(found.reduce((sum, { term }) => sum + term, 0));
}
