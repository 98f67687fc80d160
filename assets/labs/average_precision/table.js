// AP by every rule: with equal scores in the order shown, the other way round, and as one step.
import { el } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

export function makeTable() {
  const head = el("tr");
  const body = el("tbody");
  const mean = el("p", { class: "mean" });
  return { shown: el("div", { class: "areas" }, el("table", {}, el("thead", {}, head), body)), head, body, mean };
}

const written = (value) => (value === null ? "–" : value.toFixed(4));

/** @param {ReturnType<typeof makeTable>} table @param {number} level place of the IoU threshold */
export function fillTable(table, header, level) {
  const iou = format(header.levels[level]);
  const titles = [word("rule_column"), word("ap_column", { level: iou }), word("back_column"), word("together_column")];
  table.head.replaceChildren(...titles.map((text) => el("th", { text, scope: "col" })));
  const { here, back, one } = header.areas;
  table.body.replaceChildren(
    ...header.rules.map((rule, at) =>
      el(
        "tr",
        { class: rule === header.kind ? "chosen" : "" },
        el("th", { text: header.labels[at], scope: "row" }),
        ...[here, back, one].map((areas) => {
          const other = areas !== here && areas[level][at] !== here[level][at];
          return el("td", { text: written(areas[level][at]), class: other ? "other" : "" });
        }),
      ),
    ),
  );
  const values = { here: written(header.means[level]), coco: written(header.mean), level: iou };
  table.mean.textContent = word("mean_is", { ...values, classes: header.classes_with_truth });
}
