// How large the maps of a wall are: on a stage all are in sight at once, as large as that allows.
import { roomOf } from "../../shared/room.js";
import { places } from "./places.js";

const SMALLEST = 30; // px of a tile
const DENSE = 110; // px: a smaller one is shown without its bar
// rem, as in wall.css
const LINE = 0.85 * 1.3;
const HEAD = 0.9 * 1.4 + 0.4;
const BAR = 0.25 + 0.5 + LINE;
const OF_ITS_OWN = 9; // wide enough for the numbers of its bar

/** @param {HTMLElement} root @param {any} header @param {import("./tiles.js").Tile[]} tiles */
export function stand(root, header, tiles) {
  const room = roomOf(root);
  root.classList.toggle("placed", room > 0);
  if (room) {
    standIn(room, root, header, tiles);
    return;
  }
  root.dataset.words = header.tile >= DENSE ? "all" : header.named ? "name" : "none";
  root.style.setProperty("--tile", `${header.tile}px`);
}

function standIn(room, root, header, tiles) {
  const px = measured(root, header, tiles[0]);
  const found = places(rowsOf(header, px.rem), root.clientWidth, room, px);
  root.dataset.words = found.words;
  for (const name of ["sections", "across"]) root.style.setProperty(`--${name}`, String(found[name]));
  let { tile } = found;
  const set = () => root.style.setProperty("--tile", `${tile}px`);
  root.style.minHeight = "0"; // its own height is compared
  set();
  tile = Math.max(SMALLEST, Math.min(found.widest, tile + (room - root.scrollHeight) / found.lines));
  set();
  // words that took more lines than one
  while (root.scrollHeight > room && tile > SMALLEST) {
    tile *= 0.97;
    set();
  }
  root.style.minHeight = "";
}

/** @returns {import("./places.js").Row[]} */
function rowsOf({ rows }, rem) {
  return rows.map(({ heading, common, tiles }) => ({
    count: tiles.length,
    ratio: Math.max(...tiles.map(({ size }) => size[0] / size[1])),
    head: heading ? HEAD * rem : 0,
    tail: common && tiles[0].show !== "picture" ? (BAR + 0.5) * rem : 0,
  }));
}

function measured(root, { rows, named }, { box, map }) {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const own = rows.some(({ common, tiles: [one] }) => !common && one.planes === 1);
  return {
    rem,
    between: 1.2 * rem,
    least: Math.max(0, ...[...root.querySelectorAll("h4")].map(widthOf)),
    edge: box.offsetWidth - map.offsetWidth,
    gap: { all: 0.75 * rem, name: 0.4 * rem, none: 0.2 * rem },
    words: { all: (0.3 + 2 * LINE + (own ? BAR : 0)) * rem, name: LINE * rem, none: 0 },
    needs: { all: own ? OF_ITS_OWN * rem : DENSE, name: named ? 0 : DENSE, none: named ? Infinity : 0 },
  };
}

// of its text, also where that is cut off
function widthOf(heading) {
  const text = document.createRange();
  text.selectNodeContents(heading);
  return text.getBoundingClientRect().width;
}
