// A wall of feature maps. Pointing at one marks the same cell in all of its size and reads its value, without a message
// to the server; only choosing a map sends one.
import { node, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import { colourer, raster } from "../../shared/paint.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "wall", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    luts,
    tiles = [],
    send = (..._sent) => {},
    structure = "",
    at = null;

  const value = (tile, r, q) => {
    const [h, w] = tile.size,
      planes = tile.planes === 3 ? [0, 1, 2] : [0];
    return planes.map((c) => arrays[tile.array][(c * h + r) * w + q] / tile.divisor);
  };
  const colours = (tile) => colourer(luts, tile.show === "picture" ? "grey" : tile.show, tile.limits);

  function build() {
    root.replaceChildren();
    tiles = [];
    for (const row of header.rows) {
      const section = node("div", "row", root);
      if (row.heading) node("h4", "", section).textContent = row.heading;
      const grid = node("div", "tiles", section);
      for (const given of row.tiles) tiles.push(tileFor(given, grid));
      const common = node("div", "bar common", section);
      common.hidden = !row.common;
      if (row.common) bar(common, row.tiles[0]);
    }
  }
  function tileFor(given, grid) {
    const box = node(given.choice === null ? "div" : "button", "tile", grid);
    const map = node("span", "map", box),
      canvas = node("canvas", "", map),
      mark = node("span", "mark", map);
    const tile = {
      given,
      drawn: "",
      box,
      map,
      canvas,
      mark,
      name: node("span", "name", box),
      value: node("span", "value", box),
      bar: node("span", "bar", box),
    };
    mark.hidden = true;
    if (given.choice === null) box.tabIndex = 0;
    else {
      box.type = "button";
      box.onclick = () => choose(tile.given.choice);
    }
    map.addEventListener("pointermove", (event) => point(tile, event));
    map.addEventListener("pointerdown", (event) => point(tile, event));
    map.addEventListener("pointerleave", () => {
      at = null;
      read();
    });
    box.addEventListener("keydown", (event) => keys(tile, event));
    box.addEventListener("blur", () => {
      at = null;
      read();
    });
    return tile;
  }
  function choose(choice) {
    if (header.selected === choice) return;
    header.selected = choice;
    press(); // at once; what is shown large follows with the server's answer
    send("selected", choice);
  }
  function press() {
    for (const { given, box } of tiles)
      if (given.choice !== null) box.setAttribute("aria-pressed", String(given.choice === header.selected));
  }
  function point(tile, event) {
    const area = tile.map.getBoundingClientRect(),
      [h, w] = tile.given.size;
    const q = Math.floor(((event.clientX - area.left) / area.width) * w),
      r = Math.floor(((event.clientY - area.top) / area.height) * h);
    at = { h, w, r: Math.min(h - 1, Math.max(0, r)), q: Math.min(w - 1, Math.max(0, q)) };
    read();
  }
  function keys(tile, event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] },
      [h, w] = tile.given.size;
    if (!(event.key in moves)) return;
    const [dr, dq] = moves[event.key],
      from = at && at.h === h && at.w === w ? at : { r: h >> 1, q: w >> 1 };
    at = { h, w, r: Math.min(h - 1, Math.max(0, from.r + dr)), q: Math.min(w - 1, Math.max(0, from.q + dq)) };
    read();
    event.preventDefault();
    event.stopPropagation();
  }
  function read() {
    for (const { given, mark, value: text } of tiles) {
      const [h, w] = given.size,
        here = at && at.h === h && at.w === w;
      mark.hidden = !here;
      text.textContent = here ? `[${at.r}, ${at.q}] ${value(given, at.r, at.q).map(format).join(", ")}` : "";
      if (here)
        Object.assign(mark.style, {
          left: `${(at.q / w) * 100}%`,
          top: `${(at.r / h) * 100}%`,
          width: `${100 / w}%`,
          height: `${100 / h}%`,
        });
    }
    root.dataset.row = at ? at.r : "";
    root.dataset.column = at ? at.q : "";
  }
  function paint(tile) {
    const { given, canvas } = tile,
      [h, w] = given.size,
      colour = colours(given),
      values = arrays[given.array];
    const drawn = [given.id, given.show, given.limits].join();
    if (tile.drawn === drawn) return; // choosing a map sends all of them again: only what is new is painted
    tile.drawn = drawn;
    const source =
      given.planes === 3
        ? raster(h, w, (r, q) => [values[r * w + q], values[(h + r) * w + q], values[(2 * h + r) * w + q]])
        : raster(h, w, (r, q) => colour(values[r * w + q]));
    canvas.width = w;
    canvas.height = h;
    canvas.getContext("2d").drawImage(source, 0, 0);
    // small maps keep their pixels; large ones are averaged where they are shown smaller than they are
    canvas.style.imageRendering = canvas.clientWidth * (window.devicePixelRatio || 1) < w ? "auto" : "pixelated";
  }
  function bar(parent, given) {
    parent.replaceChildren();
    if (given.planes === 3) return;
    const canvas = node("canvas", "", parent),
      ticks = node("span", "ticks", parent),
      colour = colours(given),
      [low, high] = given.limits;
    canvas.width = 128;
    canvas.height = 1;
    canvas.getContext("2d").drawImage(
      raster(1, 128, (_r, q) => colour(low + ((q + 0.5) / 128) * (high - low))),
      0,
      0,
    );
    for (const v of low < 0 ? [low, 0, high] : [low, high]) node("span", "", ticks).textContent = format(v);
  }

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      luts = { diverging: arrays.diverging, sequential: arrays.sequential };
      root.style.setProperty("--accent", header.accent);
      root.style.setProperty("--tile", `${header.tile}px`);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      const flat = header.rows.flatMap((row) => row.tiles);
      const now = JSON.stringify(
        header.rows.map((row) => [
          row.heading,
          row.common,
          row.tiles.map((t) => [t.choice === null, t.size, row.common && t.limits]),
        ]),
      );
      if (now !== structure) {
        build();
        structure = now;
        at = null;
      }
      flat.forEach((given, i) => {
        const tile = tiles[i];
        tile.given = given;
        tile.name.textContent = given.caption;
        tile.box.setAttribute("aria-label", `${given.caption}: ${given.alt}`);
        if (given.choice === null) tile.box.setAttribute("role", "img");
        tile.bar.hidden = given.common;
        if (!given.common) bar(tile.bar, given);
        paint(tile);
      });
      press();
      read();
      root.dataset.drawn = String(Number(root.dataset.drawn || 0) + 1);
    },
    destroy() {
      root.remove();
    },
  };
}
