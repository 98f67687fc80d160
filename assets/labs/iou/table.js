// The measures of both boxes in a table: value, loss, and how strongly the loss pushes.
import { el } from "../../shared/dom.js";
import { brief, format } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { KINDS } from "./measures.js";

export function makeTable() {
  const head = el(
    "tr",
    {},
    ...["measure_column", "value_column", "loss_column", "push_column"].map((id) =>
      el("th", { text: word(id), scope: "col" }),
    ),
  );
  const rows = Object.fromEntries(
    KINDS.map((kind) => {
      const cells = [0, 1, 2].map(() => el("td"));
      return [kind, { row: el("tr", {}, el("th", { text: word(kind), scope: "row" }), ...cells), cells }];
    }),
  );
  const areas = el("p", { class: "areas" });
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...KINDS.map((kind) => rows[kind].row)));
  const shown = el("div", { class: "measures" }, areas, table);
  return { shown, areas, rows };
}

/**
 * @param {ReturnType<typeof makeTable>} table
 * @param {Record<string, { value: number, loss: number, push: number[] }>} found
 */
export function fillTable(table, found, kind, { common, union, pixels }) {
  table.areas.textContent = word("areas", { common: brief(common), union: brief(union), pixels: format(pixels) });
  for (const [name, { row, cells }] of Object.entries(table.rows)) {
    const { value, loss, push } = found[name];
    [value, loss, Math.hypot(...push)].forEach((number, at) => {
      cells[at].textContent = format(Math.abs(number) < 1e-12 ? 0 : number);
    });
    row.classList.toggle("chosen", name === kind);
  }
}
