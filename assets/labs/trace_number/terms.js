// The terms of a value as elements: a window's in grids, channel by channel, all others in a list.
import { el } from "../../shared/dom.js";
import { brief, format, whole } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { channelSums, indexed, perChannel, source, total, written } from "./sums.js";

const BARS = 56; // px
const BESIDE = 3; // columns of a window

const columnsOf = (header) => header.window.slice(1).at(-1) ?? 1;

/**
 * The terms of a window. choose(channel) shows another channel; go(term) goes on to a term.
 * @param {import("./sums.js").Trace} trace
 * @param {HTMLElement} root
 * @param {{ choose: (channel: number) => void, go: (term: any) => void }} act
 */
export function windowed(trace, root, { choose, go }) {
  const { header, channel } = trace;
  const sums = channelSums(trace);
  const parts = [];
  if (sums.length > 1) {
    const bars = el("canvas", { class: "bars", "aria-hidden": "true" });
    bars.addEventListener("click", (event) => {
      const area = bars.getBoundingClientRect();
      const place = Math.floor(((event.clientX - area.left) / area.width) * sums.length);
      choose(Math.max(0, Math.min(sums.length - 1, place)));
    });
    requestAnimationFrame(() => drawBars(bars, sums, trace, root));
    const list = makeList(header, sums, channel, choose);
    parts.push(el("label", { class: "pick" }, word("channels", { n: sums.length }), list), bars);
  }
  // on a stage the three grids stand side by side, as long as their numbers can be read there
  const beside = roomOf(root) > 0 && columnsOf(header) <= BESIDE;
  const grid = makeGrids(trace, go, beside ? brief : format);
  const grids = el("div", { class: "grids" }, grid("values", word("below", { layer: header.below })));
  grids.classList.toggle("beside", beside);
  if (!header.terms.some((term) => term.role === "winner")) {
    grids.append(el("b", { text: "×" }), grid("weights", word("weights")));
    grids.append(el("b", { text: "=" }), grid("products", word("products")));
  }
  return [...parts, grids, el("p", { class: "total", text: total(header, sums, channel) })];
}

function makeList(header, sums, channel, choose) {
  const order = sums.map((_, c) => c).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
  const text = (c) => word("channel_sum", { channel: source(header, c), sum: format(sums[c]) });
  const options = order.map((c) => el("option", { value: c, text: text(c) }));
  const list = el("select", { "aria-label": word("channel"), onchange: () => choose(Number(list.value)) }, ...options);
  list.value = String(channel);
  return list;
}

function drawBars(canvas, sums, { header, channel }, root) {
  const width = canvas.clientWidth || 300;
  const middle = BARS / 2;
  const ctx = paint.size(canvas, width, BARS);
  const look = paint.theme(root);
  const most = Math.max(...sums.map(Math.abs), 1e-12);
  const bar = width / sums.length;
  sums.forEach((sum, c) => {
    const tall = (Math.abs(sum) / most) * (middle - 2);
    ctx.fillStyle = c === channel ? header.accent : look.line;
    ctx.fillRect(c * bar, sum > 0 ? middle - tall : middle, Math.max(1, bar - 1), Math.max(1, tall));
  });
  ctx.fillStyle = look.text;
  ctx.fillRect(0, middle, width, 1);
  canvas.style.width = "100%";
}

// grid(kind, caption): the values, weights or products of the channel.
function makeGrids({ header, arrays, channel }, go, text) {
  const count = perChannel(header);
  const columns = columnsOf(header);
  return (kind, caption) => {
    const limit = arrays[kind].reduce((most, v) => Math.max(most, Math.abs(v) || 0), 0) || 1;
    const colour = paint.colourer({ diverging: arrays.diverging }, "signed", [-limit, limit]);
    const box = el("div", { class: "grid" });
    box.style.setProperty("--columns", columns);
    for (let i = channel * count; i < (channel + 1) * count; i++) {
      box.append(makeCell(header.terms[i], arrays, i, kind, colour, go, text));
    }
    const named = { class: kind, tabindex: 0, role: "group", "aria-label": caption };
    return el("figure", named, el("figcaption", { text: caption }), box);
  };
}

function makeCell(term, arrays, i, kind, colour, go, text) {
  const value = arrays[kind][i];
  const padded = term.role === "padding";
  const hatched = padded && kind !== "weights";
  const leads = term.layer && kind !== "weights";
  const classes = ["cell", padded && "padded", term.role === "winner" && "winner"].filter(Boolean).join(" ");
  const cell = el(leads ? "button" : "span", { class: classes, text: hatched ? "0" : text(value) });
  if (!hatched) {
    const its = colour(value);
    cell.style.background = `rgb(${its.join(",")})`;
    cell.style.color = paint.ink(its);
  }
  if (leads) {
    const name = `${term.layer} ${indexed(term.index)}`;
    const numbers = { value: format(arrays.values[i]), product: format(arrays.products[i]) };
    cell.type = "button";
    cell.setAttribute("aria-label", word("value_and_product", { name, ...numbers }));
    cell.title = word("go_on", { name });
    cell.addEventListener("click", () => go(term));
  }
  return cell;
}

/** All other terms. @param {import("./sums.js").Trace} trace @param {(term: any) => void} go */
export function listed({ header, arrays }, go) {
  const items = header.terms.map((term, i) => {
    const where = term.layer ? `${term.layer} ${indexed(term.index)}` : word("of_layer_itself");
    const name = el("span", { class: "where", text: where });
    const text = el("span", { text: written(term, arrays, i) });
    if (!term.layer) return el("li", {}, el("div", {}, name, text));
    return el("li", {}, el("button", { type: "button", onclick: () => go(term) }, name, text));
  });
  const ends = items.length ? word("together", { total: format(header.total) }) : word("a_pixel");
  const parts = items.length ? [el("ul", { class: "list" }, ...items)] : [];
  if (header.rest) parts.push(el("p", { text: word("smaller_terms", { n: whole(header.rest) }, header.rest) }));
  return [...parts, el("p", { class: "total", text: ends })];
}
