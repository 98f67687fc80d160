// Objects dragged over a grid of anchors: who has to find what follows the hand, without the server. Letting go sends
// the boxes and which one is chosen.
import { makeBoard } from "../../shared/board.js";
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makeGround } from "./ground.js";
import { makeMaps } from "./maps.js";
import { BACKGROUND, gridTarget, IGNORED, largest, match, matrix } from "./matching.js";
import { cellTable, pairTable } from "./tables.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "anchors", create);
  const { header, arrays } = unpack(data);
  shown.update(header, arrays, setStateValue);
  return shown.destroy;
}

const rounded = (number) => Number(number.toFixed(2));
const GAP = 24; // px between the parts
const NARROW = 560; // px, as on a phone
const EMS = 24; // of the table's width

function create(root) {
  const state = { header: null, things: [], at: -1, anchors: [], pointed: [-1, -1] };
  let send = (_name, _value) => {};
  let seen = "";
  let told = "";
  const board = makeBoard({
    things: () => state.things,
    at: () => state.at,
    classes: () => state.header?.classes ?? [],
    most: 40,
    select: (at) => {
      state.at = at;
      frame.draw();
      done();
    },
    change: (things, at) => {
      Object.assign(state, { things, at });
      frame.draw();
    },
    done,
  });
  const ground = makeGround(board);
  const maps = makeMaps((object, anchor) => {
    state.pointed = [object, anchor];
    frame.draw();
  });
  const table = el("table");
  const says = el("p", { class: "says" });
  const left = el("div", { class: "left" }, board.shown, board.bar);
  const right = el("div", { class: "right" }, says, maps.canvas, table);
  root.setAttribute("role", "group");
  root.append(el("div", { class: "both" }, left, right));
  const status = makeStatus(root);
  const frame = makeFrame(root, draw);
  const unwatch = watchLook(root, frame.draw);

  function done() {
    const now = { rows: state.things.map(({ box, label }) => [label, ...box.map(rounded)]), at: state.at };
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    send("drawn", now);
  }

  // ---- drawing
  function draw() {
    const { header } = state;
    if (!header) return;
    board.paint();
    ground.lines(header.grid);
    const room = roomOf(root);
    root.classList.toggle("staged", room > 0);
    arrange(room);
    if (header.by === "iou") byIou(room);
    else byCell();
    status.say(says.textContent);
    root.dataset.boxes = state.things.map((thing) => thing.box.join(" ")).join(";"); // tests read these
    root.dataset.at = String(state.at);
  }
  function byIou(room) {
    const { header, things, anchors, at } = state;
    const found = matrix(
      things.map(({ box }) => box),
      anchors,
    );
    const result = match(found, anchors.length, header);
    const best = things[at] ? largest(found[at]) : -1;
    ground.byIou(anchors, things, result, best);
    table.hidden = best < 0;
    if (best >= 0) pairTable(table, things[at].box, anchors[best]);
    says.textContent = sentence(found, result);
    maps.canvas.hidden = false;
    maps.canvas.setAttribute("aria-label", word("iou_matrix", { objects: things.length, anchors: anchors.length }));
    const high = room ? Math.max(80, room - says.offsetHeight - table.offsetHeight - GAP) : 0;
    maps.paint({ ...header, found, ...result, things, at, width: right.clientWidth, room: high });
    Object.assign(root.dataset, { told: result.told.join(" "), forced: result.forced.map(Number).join(" ") });
  }
  function sentence(found, { told: all, forced }) {
    const [object, anchor] = state.pointed;
    if (found[object]?.[anchor] !== undefined) {
      const values = { n: object + 1, iou: format(found[object][anchor]) };
      if (all[anchor] === object) return word(forced[anchor] ? "pair_forced" : "pair_found", values);
      return word(all[anchor] === IGNORED ? "pair_ignored" : "pair_background", values);
    }
    const count = (wanted) => all.filter(wanted).length;
    const values = {
      all: all.length,
      found: count((box) => box >= 0),
      forced: forced.filter(Boolean).length,
      ignored: count((box) => box === IGNORED),
      background: count((box) => box === BACKGROUND),
      without: found.filter((_, n) => !all.includes(n)).length,
    };
    return word(values.without ? "told_without" : "told_all", values);
  }
  function byCell() {
    const { header, things, anchors, at } = state;
    const given = { ...header, classes: header.classes.length, room: board.room() };
    const { target, places } = gridTarget(things, given);
    ground.byCell(anchors, things, places, header.grid, header.shapes.length);
    const place = places[at];
    const lost = places.filter((one) => one === null).length;
    const [rows, columns] = header.grid;
    const values = { rows, columns, depth: target[0][0].length, lost, n: at + 1 };
    says.textContent = word(lost ? "tensor_lost" : "tensor", values, lost);
    maps.canvas.hidden = true;
    const cell = place ?? (things[at] ? cellOf(things[at].box, header.grid, board.room()) : null);
    table.hidden = !cell;
    if (cell) cellTable(table, target[cell[0]][cell[1]], header.classes, header.shapes.length);
    root.dataset.target = target.flat(2).join(" ");
    root.dataset.places = places.map((one) => (one ? one.join(",") : "")).join(";");
  }
  function arrange(room) {
    const [width, height] = board.room();
    const high = Math.max(160, room - board.bar.offsetHeight - GAP);
    root.classList.toggle("narrow", root.clientWidth < NARROW);
    table.style.fontSize = `${Math.min(room ? 20 : 16, right.clientWidth / EMS).toFixed(1)}px`;
    left.style.width = room ? `${Math.round(Math.min((high * width) / height, root.clientWidth * 0.46))}px` : "";
  }

  return {
    update(header, arrays, set) {
      send = set;
      const anew = state.header?.tag !== header.tag;
      state.header = header;
      state.anchors = Array.from({ length: arrays.anchors.length / 4 }, (_, a) =>
        Array.from(arrays.anchors.subarray(4 * a, 4 * a + 4)),
      );
      const asked = JSON.stringify({ rows: header.rows, at: header.at });
      if (anew) board.load(arrays.image, header.size, header.alt);
      if (anew || (asked !== seen && asked !== told)) {
        state.things = header.rows.map(([label, ...box]) => ({ label, box }));
        state.at = header.at;
      }
      seen = asked;
      frame.draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}

/** Of an object that another one has kept out. @param {number[]} box @param {number[]} grid @param {number[]} room */
function cellOf(box, [rows, columns], [width, height]) {
  return [Math.floor(((box[1] + box[3]) / 2 / height) * rows), Math.floor(((box[0] + box[2]) / 2 / width) * columns)];
}
