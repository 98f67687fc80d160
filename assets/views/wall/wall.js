// A wall of feature maps. Pointing at one marks the same cell in all of its size and reads its value, without a message
// to the server; only choosing a map sends one.
import { node, view } from "../../shared/dom.js";
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { shareOf } from "../../shared/panel.js";
import { stand } from "./stand.js";
import { drawBar, makeTile, markTile, paintTile } from "./tiles.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "wall", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header = null;
  let arrays = null;
  let luts = null;
  let tiles = [];
  let structure = "";
  let at = null; // {h, w, r, q}: the size of the map pointed at, row and column
  let send = (_name, _value) => {};

  // ---- what stands there
  function build() {
    root.replaceChildren();
    tiles = [];
    for (const row of header.rows) {
      const section = node("div", "row", root);
      if (row.heading) node("h4", "", section, { text: row.heading });
      const grid = node("div", "tiles", section);
      for (const given of row.tiles) {
        const tile = makeTile(grid, given);
        listen(tile);
        tiles.push(tile);
      }
      const common = node("div", "bar common", section);
      common.hidden = !row.common || row.tiles[0].show === "picture";
      if (row.common) drawBar(common, row.tiles[0], luts);
    }
  }
  function structureOf() {
    const tile = (row) => (one) => [one.choice === null, one.size, row.common && one.limits];
    return JSON.stringify(header.rows.map((row) => [row.heading, row.common, row.tiles.map(tile(row))]));
  }

  const arrange = () => header && stand(root, header, tiles);
  let wide = 0;
  const resized = new ResizeObserver(() => {
    if (root.clientWidth === wide) return;
    wide = root.clientWidth;
    arrange();
  });
  resized.observe(root);
  window.addEventListener("cnnviz-room", arrange);

  // ---- the hand
  function listen(tile) {
    const { box, map } = tile;
    if (tile.given.choice !== null) box.addEventListener("click", () => choose(tile.given.choice));
    for (const kind of ["pointermove", "pointerdown"]) map.addEventListener(kind, (event) => point(tile, event));
    map.addEventListener("pointerleave", () => mark(null));
    box.addEventListener("blur", () => mark(null));
    box.addEventListener("keydown", (event) => {
      if (!(event.key in ARROWS)) return;
      const [h, w] = tile.given.size;
      const from = at && at.h === h && at.w === w ? [at.r, at.q] : [h >> 1, w >> 1];
      const [r, q] = moved(from, ARROWS[event.key], [h, w]);
      mark({ h, w, r, q });
      usedUp(event);
    });
  }
  function point(tile, event) {
    const [h, w] = tile.given.size;
    const [u, v] = shareOf(tile.map, event);
    mark({ h, w, r: clamp(Math.floor(v * h), h), q: clamp(Math.floor(u * w), w) });
  }
  function choose(choice) {
    if (header.selected === choice) return;
    header.selected = choice;
    press(); // at once; what is shown large follows with the server's answer
    send("selected", choice);
  }
  function press() {
    for (const { given, box } of tiles) {
      if (given.choice !== null) box.setAttribute("aria-pressed", String(given.choice === header.selected));
    }
  }
  function mark(cell) {
    at = cell;
    for (const tile of tiles) markTile(tile, arrays, at);
    Object.assign(root.dataset, { row: at ? at.r : "", column: at ? at.q : "" }); // tests read these
  }

  function show(tile, given) {
    tile.given = given;
    tile.name.textContent = given.caption;
    tile.box.setAttribute("aria-label", `${given.caption}: ${given.alt}`);
    if (given.choice === null) tile.box.setAttribute("role", "img");
    tile.bar.hidden = given.common;
    if (!given.common) drawBar(tile.bar, given, luts);
    paintTile(tile, arrays, luts);
  }

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      luts = { diverging: arrays.diverging, sequential: arrays.sequential };
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      const now = structureOf();
      if (now !== structure) {
        structure = now;
        at = null;
        build();
      }
      const given = header.rows.flatMap((row) => row.tiles);
      given.forEach((one, i) => show(tiles[i], one));
      press();
      mark(at);
      arrange();
      root.dataset.drawn = String(Number(root.dataset.drawn || 0) + 1);
    },
    destroy() {
      window.removeEventListener("cnnviz-room", arrange);
      resized.disconnect();
      root.remove();
    },
  };
}
