// The kernel editor: presets, a grid of number fields coloured like everywhere else, its size, and four changes.
// Every edit is first told to the explorers on the page, which answer at once, then sent to the server as text.
import { view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";
import { colourer, ink } from "../../shared/paint.js";
import * as change from "./edit.js";

const NO_SUM = "All entries of the kernel are 0, so there is no sum to divide by: change at least one entry.";
const CHANGES = {
  Normalise: change.normalise,
  Negate: change.negate,
  "Rotate 90°": change.rotate,
  Random: change.random,
};
let stamps = 0; // of all editors: the later of two edits has the larger one, also after a reload

export default function mount({ parentElement, data, setStateValue }) {
  view(parentElement, "editor", create)(unpack(data), setStateValue);
}

function el(tag, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

function create(root) {
  let header,
    lut,
    kernel = [],
    presets = [],
    stamp = 0,
    due = false,
    send = (..._sent) => {};

  // ---- the frame around the grid
  const name = el("span"),
    preset = el("select", { onchange: () => edit(presets[preset.value].kernel) });
  const chooser = el("label", { className: "preset" }, name, preset),
    about = el("p", { className: "about" });
  const table = el("table"),
    size = {};
  const problem = el("p", { className: "problem", hidden: true });
  problem.setAttribute("role", "alert");
  const sizes = el("div", { className: "bar" });
  for (const side of ["Rows", "Columns"]) {
    const commit = () => {
      const wanted = ["Rows", "Columns"].map((each) =>
        Math.min(change.LARGEST, Math.max(1, Math.round(Number(size[each].value)) || 1)),
      );
      if (wanted[0] !== kernel.length || wanted[1] !== kernel[0].length) edit(change.resize(kernel, ...wanted));
      else [size.Rows.value, size.Columns.value] = [kernel.length, kernel[0].length].map(String);
    };
    size[side] = el("input", {
      type: "number",
      min: 1,
      max: change.LARGEST,
      onchange: commit,
      onkeydown: (event) => {
        if (event.key === "Enter") commit();
      },
    });
    sizes.append(el("label", {}, el("span", { textContent: side }), size[side]));
  }
  const buttons = el(
    "div",
    { className: "bar" },
    ...Object.entries(CHANGES).map(([label, made]) =>
      el("button", {
        type: "button",
        textContent: label,
        onclick: () => {
          const next = made(kernel);
          next ? edit(next) : complain(NO_SUM);
        },
      }),
    ),
  );
  // the largest kernels are wider than their column: they scroll in it
  root.append(chooser, about, el("div", { className: "scroll" }, table), sizes, buttons, problem);

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  // ---- an edit
  function edit(next) {
    kernel = next;
    stamps = stamp = Math.max(stamps + 1, Date.now());
    complain("");
    draw();
    root.dataset.pending = String(stamp);
    const values = change.values(kernel);
    if (values.every(Number.isFinite)) {
      const detail = { editor: header.key, values, rows: kernel.length, columns: kernel[0].length, stamp };
      window.dispatchEvent(new CustomEvent("cnnviz-kernel", { detail }));
    }
    if (due) return;
    due = true;
    // after the explorers have painted their answer; a page in the background paints none
    const tell = () => {
      if (!due) return;
      due = false;
      send("edit", [change.joined(kernel), stamp]);
    };
    requestAnimationFrame(() => setTimeout(tell));
    setTimeout(tell, 250);
  }

  // ---- what is on the screen
  function draw() {
    const all = change.values(kernel),
      rows = kernel.length,
      columns = kernel[0].length;
    const limit = Math.max(...[...all].map(Math.abs).filter(Number.isFinite), 1e-12),
      colour = colourer({ diverging: lut }, "signed", [-limit, limit]);
    while (table.rows.length > rows) table.deleteRow(-1);
    while (table.rows.length < rows) table.insertRow();
    table.classList.toggle("small", columns > 7);
    for (let i = 0; i < rows; i++) {
      const row = table.rows[i];
      while (row.cells.length > columns) row.deleteCell(-1);
      while (row.cells.length < columns) row.insertCell().appendChild(field());
      for (let j = 0; j < columns; j++) fill(row.cells[j].firstChild, i, j, kernel[i][j], all[i * columns + j], colour);
    }
    for (const [side, count] of [
      ["Rows", String(rows)],
      ["Columns", String(columns)],
    ]) {
      // a number that is being typed is not taken away by the answer to an edit before it
      if (size[side].dataset.shown !== count || root.getRootNode().activeElement !== size[side])
        size[side].value = count;
      size[side].dataset.shown = count;
    }
    const same = presets.findIndex(
      (one) =>
        one.kernel.length === rows &&
        one.kernel[0].length === columns &&
        change.values(one.kernel).every((v, k) => v === all[k]),
    );
    preset.value = String(same);
    about.replaceChildren(
      ...(same < 0 ? [] : [`${presets[same].description} `, el("em", { textContent: presets[same].source })]),
    );
  }
  function field() {
    const node = el("input", { inputMode: "text", autocomplete: "off", spellcheck: false });
    node.onfocus = () => node.select();
    return node;
  }
  function fill(node, i, j, text, number, colour) {
    node.setAttribute("aria-label", `row ${i + 1}, column ${j + 1}`);
    // a long fraction is shown short, but what is sent stays exact
    const shown = text.length > 6 && Number.isFinite(number) ? String(Number(number.toPrecision(3))) : text;
    if (node.dataset.sent !== text || root.getRootNode().activeElement !== node) node.value = shown;
    node.dataset.sent = node.title = text;
    node.classList.toggle("long", shown.length > 5);
    const c = colour(number);
    node.style.background = `rgb(${c.join(",")})`;
    node.style.color = ink(c);
    node.onchange = () => {
      const typed = node.value.trim().replaceAll(/[\s;]+/g, "") || "0";
      if (node.value !== shown)
        edit(kernel.map((row, y) => row.map((entry, x) => (y === i && x === j ? typed : entry))));
    };
    node.onkeydown = (event) => {
      const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
      if (!(event.key in moves)) return;
      const [di, dj] = moves[event.key];
      table.rows[i + di]?.cells[j + dj]?.firstChild.focus();
      event.preventDefault();
    };
  }

  return (message, set) => {
    send = set;
    if (message.header.edit < stamp) return; // the answer to an edit before the last one
    delete root.dataset.pending;
    header = message.header;
    lut = message.arrays.diverging;
    kernel = header.kernel;
    table.setAttribute("aria-label", header.label);
    name.textContent = `${header.label}: preset`;
    chooser.hidden = about.hidden = !header.presets;
    sizes.hidden = buttons.hidden = header.plain;
    if (header.presets && !presets.length) {
      presets = header.presets.map((one) => ({ ...one, kernel: one.text.split("; ").map((row) => row.split(" ")) }));
      preset.append(el("option", { value: "-1", textContent: "Choose a preset", hidden: true }));
      const groups = {};
      presets.forEach(({ group, title }, place) => {
        groups[group] ??= preset.appendChild(el("optgroup", { label: group }));
        groups[group].append(el("option", { value: String(place), textContent: title }));
      });
    }
    draw();
  };
}
