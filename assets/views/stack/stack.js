// The layers of a network as a table with bars, and three strips that show where its costs are. Sends the chosen row.
import { el } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";
import { word } from "../../shared/words.js";

const COSTS = ["parameters", "multiply_adds", "memory"];

export default function mount({ parentElement, data, setStateValue }) {
  const { header } = unpack(data);
  let root = parentElement.querySelector(".network");
  if (!root) {
    root = skeleton();
    parentElement.appendChild(root);
  }
  const body = root.querySelector("tbody"),
    had = body.dataset.chosen;
  const choose = (label) => setStateValue("row", label);
  while (body.rows.length > header.rows.length) body.deleteRow(-1);
  header.rows.forEach((row, i) => fill(body.rows[i] || newRow(body), row, header, choose));
  body.dataset.chosen = header.chosen;
  body.onkeydown = (event) => walk(event, body, choose);
  if (had !== undefined && had !== header.chosen) reveal(root.querySelector(".scroll"), body.querySelector(".chosen"));
  strips(root.querySelector(".strips"), header, choose);
}

function skeleton() {
  const head = (text, title = null) => el("th", { scope: "col", text, title });
  const names = ["layer_name", "output", ...COSTS].map((name) => head(word(name)));
  const heads = el("tr", {}, head("#"), ...names, head(word("field"), word("field_help")));
  const table = el("table", { "aria-label": word("layers") }, el("thead", {}, heads), el("tbody"));
  const scroll = el("div", { class: "scroll", tabindex: -1 }, table);
  return el("div", { class: "network" }, scroll, el("div", { class: "strips" }));
}

function newRow(body) {
  const row = body.insertRow();
  for (let j = 0; j < 7; j++) row.insertCell();
  const button = document.createElement("button");
  button.type = "button";
  row.cells[1].appendChild(button);
  return row;
}

function fill(element, row, header, choose) {
  const chosen = row.label === header.chosen,
    button = element.cells[1].firstChild;
  element.className = `${row.state}${chosen ? " chosen" : ""}`;
  element.dataset.label = row.label;
  element.onclick = () => {
    button.focus({ preventScroll: true });
    choose(row.label);
  };
  element.cells[0].textContent = row.label;
  element.cells[1].style.paddingLeft = `${0.4 + row.depth * 1.1}rem`;
  button.textContent = row.text;
  button.title = row.title;
  button.tabIndex = chosen ? 0 : -1;
  const { label, title, text, note } = row;
  const name =
    row.state === "fits" ? word("row", { label, title, text }) : word("row_noted", { label, title, text, note });
  button.setAttribute("aria-label", name);
  chosen ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
  element.cells[2].textContent = row.note || row.shape;
  COSTS.forEach((cost, k) => {
    const cell = element.cells[3 + k];
    cell.textContent = row.texts[cost];
    cell.style.setProperty("--share", `${100 * row.shares[cost]}%`);
  });
  element.cells[6].textContent = row.field;
}

function walk(event, body, choose) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key],
    row = event.target.closest("tr");
  const next = by && body.rows[[...body.rows].indexOf(row) + by];
  if (!next) return;
  next.cells[1].firstChild.focus({ preventScroll: true });
  reveal(body.closest(".scroll"), next);
  choose(next.dataset.label);
  event.preventDefault();
}

// scrolls the table, never the page
function reveal(scroll, row) {
  if (!row) return;
  const top = row.offsetTop - scroll.querySelector("thead").offsetHeight,
    bottom = row.offsetTop + row.offsetHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
}

function strips(root, header, choose) {
  root.replaceChildren(
    ...header.strips.map((strip) => {
      const line = document.createElement("div"),
        name = document.createElement("span"),
        bar = document.createElement("div");
      line.className = "line";
      bar.className = "strip";
      name.textContent = strip.name;
      bar.setAttribute("role", "img");
      bar.setAttribute("aria-label", word("by_layer", { cost: strip.name, largest: strip.largest }));
      for (const part of strip.parts) {
        const piece = document.createElement("span");
        piece.className = `${part.group}${part.label === header.chosen ? " chosen" : ""}`;
        piece.style.flexGrow = part.share;
        piece.title = part.title;
        if (part.share > 0.05) piece.textContent = part.label;
        if (part.share > 0.14) piece.textContent += `: ${Math.round(100 * part.share)} %`;
        piece.onclick = () => choose(part.label);
        bar.appendChild(piece);
      }
      line.append(name, bar);
      return line;
    }),
  );
  const legend = document.createElement("div");
  legend.className = "legend";
  for (const group of header.groups) {
    const item = document.createElement("span"),
      patch = document.createElement("i");
    patch.className = group.name;
    item.append(patch, group.title);
    legend.appendChild(item);
  }
  root.appendChild(legend);
}
