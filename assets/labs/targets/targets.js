// The target vector of the picture at hand, a prediction beside it, and the loss between both, term by term. While one
// drags, nothing is sent; letting go sends the boxes, what is chosen, the prediction and the landmarks.
import { colourOf, makeBoard } from "../../shared/board.js";
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makePrediction } from "./prediction.js";
import { fillTable, makeTable } from "./table.js";
import { boxOf, pointsIn, terms, vector } from "./vector.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "targets", create);
  const { header, arrays } = unpack(data);
  shown.update(header, arrays, setStateValue);
  return shown.destroy;
}

const rounded = (digits) => (number) => Number(number.toFixed(digits));
const GAP = 24; // px between the picture and the table
const NARROW = 560; // px, as on a phone
const EMS = 31; // of the table's width

function create(root) {
  const state = { header: null, things: [], at: -1, said: [0.5, 0.5, 0.5, 0.5, 0.5], shares: [] };
  let send = (_name, _value) => {};
  let seen = ""; // what the server said last, and what it was told
  let told = "";
  const act = {
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
  };
  const board = makeBoard(act);
  const absent = el("button", { type: "button", onclick: toggle });
  board.bar.append(absent);
  const says = el("p", { class: "says" });
  const left = el("div", { class: "left" }, board.shown, board.bar);
  const table = makeTable((at, value) => {
    state.said[at] = value;
    frame.draw();
  }, done);
  const right = el("div", { class: "right" }, table.shown, says);
  root.setAttribute("role", "group");
  root.append(el("div", { class: "both" }, left, right));
  const status = makeStatus(root);
  const frame = makeFrame(root, draw);
  const unwatch = watchLook(root, frame.draw);
  const prediction = makePrediction(board, {
    get: () => boxOf(state.said, board.room()),
    set: (box) => {
      const y = vector({ box, label: 0 }, 1, board.room());
      state.said.splice(1, 4, ...y.slice(1, 5));
      frame.draw();
    },
    shares: () => state.shares,
    reshape: (at, share) => {
      state.shares[at] = share;
      frame.draw();
    },
    done,
  });

  function toggle() {
    state.at = state.at < 0 && state.things.length ? 0 : -1;
    frame.draw();
    done();
  }
  function done() {
    const rows = state.things.map(({ box, label }) => [label, ...box.map(rounded(2))]);
    const now = {
      rows,
      at: state.at,
      said: state.said.map(rounded(4)),
      shares: state.shares.flat().map(rounded(2)),
    };
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    send("drawn", now);
  }

  // ---- drawing
  function draw() {
    const { header } = state;
    if (!header) return;
    const room = board.room();
    const object = state.things[state.at] ?? null;
    const points = object ? pointsIn(object.box, state.shares) : state.shares.map(() => [0, 0]);
    const y = vector(object, header.classes.length, room, points);
    const box = boxOf(state.said, room);
    const said = [...state.said, ...pointsIn(box, state.shares).flatMap(([x, down]) => [x / room[0], down / room[1]])];
    const found = terms(y, said, header.classes.length, header.loss);
    board.paint();
    prediction.paint(box, object?.box ?? null);
    absent.textContent = word("no_object");
    absent.setAttribute("aria-pressed", String(!object));
    fillTable(table, header.classes, { y, said, found, colour: object ? colourOf(object.label) : "" });
    says.textContent = sentence(found, header.classes.length, Boolean(object));
    status.say(says.textContent);
    root.classList.toggle("absent", !object);
    Object.assign(root.dataset, { y: y.join(" "), said: said.join(" "), at: state.at }); // tests read these
    root.dataset.loss = String(found.reduce((sum, { term }) => sum + term, 0));
    root.dataset.boxes = state.things.map((thing) => thing.box.join(" ")).join(";");
    arrange(y.length);
  }
  function sentence(found, classes, there) {
    const sum = (from, to) => format(found.slice(from, to).reduce((all, { term }) => all + term, 0));
    const values = {
      loss: sum(0),
      sure: sum(0, 1),
      box: sum(1, 5),
      kind: sum(5, 5 + classes),
      points: sum(5 + classes),
    };
    if (!there) return word("nothing_there", values);
    return word(found.length > 5 + classes ? "loss_with_points" : "loss_of_all", values);
  }
  // on a stage the picture is as high as there is room, and the table's lines share it
  function arrange(lines) {
    const room = roomOf(root);
    root.classList.toggle("staged", room > 0);
    root.classList.toggle("narrow", root.clientWidth < NARROW);
    const [width, height] = board.room();
    const high = Math.max(160, room - board.bar.offsetHeight - GAP);
    const wide = Math.min((high * width) / height, root.clientWidth * 0.5);
    left.style.width = room ? `${Math.round(wide)}px` : "";
    const aside = root.clientWidth - wide - GAP * 1.5;
    const type = Math.min(22, aside / EMS, Math.max(13, (room - says.offsetHeight - GAP) / (lines + 2) / 1.62));
    table.shown.style.fontSize = room ? `${type.toFixed(1)}px` : "";
  }

  return {
    update(header, arrays, set) {
      send = set;
      const anew = state.header?.tag !== header.tag;
      state.header = header;
      const asked = JSON.stringify({ rows: header.rows, at: header.at, said: header.said, shares: header.shares });
      if (anew) board.load(arrays.image, header.size, header.alt);
      if (anew || (asked !== seen && asked !== told)) {
        state.things = header.rows.map(([label, ...box]) => ({ label, box }));
        state.at = header.at;
        state.said = header.said.slice();
        state.shares = Array.from({ length: header.shares.length / 2 }, (_, i) =>
          header.shares.slice(2 * i, 2 * i + 2),
        );
        table.build(header.classes, header.shares.length / 2);
        prediction.build(header.shares.length / 2);
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
