// A kernel as a grid of number fields, coloured like everywhere else. Sends the matrix as text when a cell changes.
import { unpack } from "../explorer/pack.js";
import { colourer, ink } from "../explorer/paint.js";

export default function mount({ parentElement, data, setStateValue }) {
  const { header, arrays } = unpack(data);
  let table = parentElement.querySelector("table");
  if (!table) {
    // the largest kernels are wider than their column: they scroll in it
    const scroll = parentElement.appendChild(document.createElement("div"));
    scroll.className = "scroll";
    table = scroll.appendChild(document.createElement("table"));
  }
  const [rows, columns] = header.shape;
  table.setAttribute("aria-label", header.label);
  const limit = Math.max(...arrays.kernel.map(Math.abs), 1e-12);
  const colour = colourer({ diverging: arrays.diverging }, "signed", [-limit, limit]);
  while (table.rows.length > rows) table.deleteRow(-1);
  while (table.rows.length < rows) table.insertRow();
  table.classList.toggle("small", columns > 7);
  const fields = () => [...table.rows].map((row) => [...row.cells].map((cell) => cell.firstChild));
  const send = () => setStateValue("matrix", fields().map((row) => row.map((f) => (f.value === f.dataset.shown ? f.dataset.sent : f.value.trim().replaceAll(/[\s;]+/g, "") || "0")).join(" ")).join("; "));
  const paint = (field, value) => { const c = colour(value); field.style.background = `rgb(${c.join(",")})`; field.style.color = ink(c); };
  for (let i = 0; i < rows; i++) {
    const row = table.rows[i];
    while (row.cells.length > columns) row.deleteCell(-1);
    while (row.cells.length < columns) row.insertCell().appendChild(document.createElement("input"));
    for (let j = 0; j < columns; j++) {
      const field = row.cells[j].firstChild, text = header.texts[i][j];
      field.inputMode = "text"; field.autocomplete = "off"; field.spellcheck = false;
      field.setAttribute("aria-label", `row ${i + 1}, column ${j + 1}`);
      // a long fraction is shown short, but what is sent back stays exact
      const shown = text.length > 6 ? String(Number(Number(text).toPrecision(3))) : text;
      if (field.dataset.sent !== text || table.getRootNode().activeElement !== field) field.value = shown;
      field.dataset.sent = text;
      field.dataset.shown = shown;
      field.title = text;
      field.classList.toggle("long", shown.length > 5);
      paint(field, arrays.kernel[i * columns + j]);
      field.onchange = send;
      field.onfocus = () => field.select();
      field.onkeydown = (event) => {
        const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
        if (!(event.key in moves)) return;
        const [di, dj] = moves[event.key];
        fields()[i + di]?.[j + dj]?.focus();
        event.preventDefault();
      };
    }
  }
}
