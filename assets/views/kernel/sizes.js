// How many rows and columns the kernel has, in two fields.
import { el } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { LARGEST } from "./edit.js";

const SIDES = ["rows", "columns"];

/** @param {(rows: number, columns: number) => void} resize */
export function makeSizes(resize) {
  let counts = [1, 1];
  const fields = SIDES.map(() => {
    const field = el("input", { type: "number", min: 1, max: LARGEST, onchange: commit });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") commit();
    });
    return field;
  });
  const labels = SIDES.map((side, k) => el("label", {}, el("span", { text: word(side) }), fields[k]));

  function commit() {
    const [rows, columns] = fields.map(({ value }) => Math.min(LARGEST, Math.max(1, Math.round(Number(value)) || 1)));
    if (rows !== counts[0] || columns !== counts[1]) resize(rows, columns);
    else fields.forEach((field, k) => (field.value = String(counts[k]))); // what was typed means no other size
  }

  return {
    bar: el("div", { class: "bar" }, ...labels),
    /** @param {string[][]} kernel */
    draw(kernel) {
      counts = [kernel.length, kernel[0].length];
      fields.forEach((field, k) => {
        const count = String(counts[k]);
        // a number that is being typed is not taken away by the answer to an edit before it
        const focused = field.getRootNode().activeElement === field;
        if (field.dataset.shown !== count || !focused) field.value = count;
        field.dataset.shown = count;
      });
    },
  };
}
