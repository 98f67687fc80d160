// The kernel as a table of fields, each in the colour of its number.
import { el } from "../../shared/dom.js";
import { colourer, ink } from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { plain, value, values } from "./edit.js";

const WIDE = 7; // more columns get smaller type
const LONG = 6; // characters: what is longer is shown rounded
const TIGHT = 5;
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };

/**
 * @param {(row: number, column: number, text: string) => void} typed another number stands in a field
 * @param {(text: string) => void} refused what was typed is no number, and the number before it stands there again
 */
export function makeFields(typed, refused) {
  const table = el("table");

  function makeField() {
    const field = el("input", { inputmode: "text", autocomplete: "off", spellcheck: "false" });
    field.addEventListener("focus", () => field.select());
    return field;
  }
  function resize(rows, columns) {
    while (table.rows.length > rows) table.deleteRow(-1);
    while (table.rows.length < rows) table.insertRow();
    table.classList.toggle("small", columns > WIDE);
    for (const row of table.rows) {
      while (row.cells.length > columns) row.deleteCell(-1);
      while (row.cells.length < columns) row.insertCell().appendChild(makeField());
    }
  }
  function fill(field, i, j, text, number, colour) {
    field.setAttribute("aria-label", word("entry", { row: i + 1, column: j + 1 }));
    // a long fraction is shown short, but what is sent stays exact
    const shown = text.length > LONG && Number.isFinite(number) ? String(Number(number.toPrecision(3))) : text;
    const focused = field.getRootNode().activeElement === field;
    if (field.dataset.sent !== text || !focused) field.value = shown;
    field.dataset.sent = field.title = text;
    field.classList.toggle("long", shown.length > TIGHT);
    const its = colour(number);
    field.style.background = `rgb(${its.join(",")})`;
    field.style.color = ink(its);
    field.onchange = () => {
      if (field.value === shown) return;
      const wanted = plain(field.value) || "0";
      if (Number.isFinite(value(wanted))) return typed(i, j, wanted);
      const written = field.value;
      field.value = shown;
      refused(written);
    };
    field.onkeydown = (event) => {
      if (!(event.key in MOVES)) return;
      const [down, right] = MOVES[event.key];
      table.rows[i + down]?.cells[j + right]?.firstChild.focus();
      event.preventDefault();
    };
  }

  return {
    table,
    /** @param {string[][]} kernel @param {Uint8Array} lut the diverging colours */
    draw(kernel, lut) {
      const all = values(kernel);
      const columns = kernel[0].length;
      const limit = Math.max(...[...all].map(Math.abs).filter(Number.isFinite), 1e-12);
      const colour = colourer({ diverging: lut }, "signed", [-limit, limit]);
      resize(kernel.length, columns);
      kernel.forEach((row, i) => {
        const { cells } = table.rows[i];
        row.forEach((text, j) => fill(cells[j].firstChild, i, j, text, all[i * columns + j], colour));
      });
    },
  };
}
