// The tools for boxes by hand: one more, one less, and score and class of the chosen one.
import { el } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

/**
 * @param {HTMLElement} bar
 * @param {{ add: () => void, remove: () => void, change: (row: number[]) => void }} act
 */
export function makeTools(bar, { add, remove, change }) {
  let row = [];
  const more = el("button", { type: "button", text: word("add_box"), onclick: add });
  const less = el("button", { type: "button", onclick: () => remove() });
  const kind = el("select");
  const score = el("input", { type: "range", min: 0.05, max: 1, step: 0.01 });
  const value = el("output");
  const changed = () => change([...row.slice(0, 4), Number(score.value), Number(kind.value)]);
  kind.addEventListener("change", changed);
  score.addEventListener("input", () => {
    value.textContent = format(Number(score.value));
  });
  score.addEventListener("change", changed);
  bar.append(more, less, kind, score, value);
  return {
    /** @param {{ hand: boolean, most: number, names: string[] }} header */
    show(header, rows, chosen, number) {
      bar.hidden = !header.hand;
      if (!header.hand) return;
      row = rows[chosen];
      more.disabled = rows.length >= header.most;
      less.disabled = rows.length < 2;
      less.textContent = word("remove_box", { number });
      if (kind.options.length !== header.names.length) {
        kind.replaceChildren(...header.names.map((name, at) => el("option", { value: String(at), text: name })));
      }
      kind.value = String(row[5]);
      kind.setAttribute("aria-label", word("class_of_box", { number }));
      if (!score.matches(":active")) score.value = String(row[4]);
      score.setAttribute("aria-label", word("score_of_box", { number }));
      value.textContent = format(Number(score.value));
    },
  };
}
