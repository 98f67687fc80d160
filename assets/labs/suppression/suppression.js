// Non-maximum suppression as a walk through its steps, which all came at once: going through them sends nothing.
// Boxes under the hand are sent when one lets go, and the steps come back.
import { makeDrawing } from "../../shared/boxes.js";
import { el, node, view } from "../../shared/dom.js";
import { brief, format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { clamp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { makeTransport } from "../../shared/transport.js";
import { word } from "../../shared/words.js";
import { makeTools } from "./hand.js";
import { makeScene, paintBoxes, paintDraft, setGround, setMarks } from "./scene.js";
import { after, changedBy } from "./story.js";
import { fillTable, makeTable } from "./table.js";

const UNIT = 40; // of the drawing, for one of the sheet under the hand

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "suppression", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

const inTransport = () => ({
  previous: word("previous_step"),
  next: word("next_step"),
  slider: word("step"),
  speed: (seconds) => word("seconds_for_all", { seconds }),
});

function create(root) {
  // waiting: the boxes that were sent and have not come back with their steps
  const state = { header: null, rows: [], step: 1, chosen: 0, stale: false, waiting: "" };
  let send = (_name, _value) => {};
  const frame = makeFrame(root, draw);
  const scene = makeScene();
  const table = makeTable();
  const says = el("p", { class: "says" });
  const beside = el("div", { class: "beside" }, says, table.shown);
  const board = el("div", { class: "board" }, scene.ground, beside);
  root.setAttribute("role", "group");
  root.append(board);
  /** @type {() => number} */
  const last = () => state.header.steps.length;
  const transport = makeTransport(root, inTransport(), { now: () => state.step, first: () => 0, last, go });
  const tools = makeTools(node("div", "tools", root), { add, remove, change });
  makeDrawing(scene.picture, {
    room: () => state.header.size,
    unit: () => UNIT,
    fine: { snap: 4, smallest: 0.5 },
    armed: () => false, // a finger scrolls: it has the button
    shape: (box) => state.header.hand && paintDraft(scene, box),
    drawn: (box) => box && state.header.hand && state.rows.length < state.header.most && put(box),
  });
  const status = makeStatus(root);
  const unwatch = watchLook(root, frame.draw);

  function go(step) {
    state.step = clamp(step, last() + 1);
    frame.draw();
  }

  // ---- the hand
  function set(at, box) {
    transport.pause();
    state.rows[at] = [...box, ...state.rows[at].slice(4)];
    state.stale = true;
    frame.draw();
  }
  function change(row) {
    state.rows[state.chosen] = row;
    state.stale = true;
    done();
  }
  function done() {
    if (!state.stale) return;
    state.waiting = String(state.rows.flat());
    send("boxes", state.rows.flat());
    frame.draw();
  }
  function add() {
    const [width, height] = state.header.size;
    const [x, y] = [(state.rows.length * 1.5) % (width - 4), (state.rows.length * 0.75) % (height - 3)];
    put([x, y, x + 4, y + 3]);
  }
  function put(box) {
    state.rows.push([...box, 0.5, state.rows[state.chosen][5]]);
    state.chosen = state.rows.length - 1;
    recount();
  }
  function remove(at = state.chosen) {
    if (state.rows.length < 2) return;
    state.rows.splice(at, 1);
    state.chosen = clamp(at, state.rows.length);
    recount();
  }
  function recount() {
    state.stale = true;
    makeMarks();
    scene.marks[state.chosen].group.focus({ preventScroll: true });
    done();
  }
  function makeMarks() {
    const room = () => state.header.size;
    const taken = (at) => {
      state.chosen = at;
      frame.draw();
    };
    const get = (at) => state.rows[at].slice(0, 4);
    setMarks(scene, state.rows.length, state.header.hand ? { get, set, room, done, taken, gone: remove } : null);
  }

  // ---- drawing
  function draw(now) {
    if (!state.header) return;
    if (transport.playing) state.step = transport.played(now);
    const { header, rows, stale } = state;
    const boxes = after({ ...header, rows }, stale ? 0 : state.step);
    const number = (at) => header.numbers[at] ?? at + 1; // a new one, until the steps come back
    paintBoxes(
      scene,
      boxes.map((box, at) => ({
        box: rows[at].slice(0, 4),
        label: rows[at][5],
        state: box.state,
        text: labelOf(box, number(at), header.hand || !state.step),
        says: word("box_under_hand", { number: number(at) }),
        chosen: header.hand && at === state.chosen,
      })),
      header.hand,
    );
    says.replaceChildren(...sentences(state).map((text) => el("span", { text })));
    if (!stale) fillTable(table, header, boxes, state.step);
    tools.show(header, rows, state.chosen, number(state.chosen));
    transport.span();
    transport.show(says.textContent ?? "");
    status.say(says.textContent ?? "");
    tell(root, state, boxes, number);
    arrange(root, board, scene);
    if (transport.playing) frame.draw();
  }
  return {
    update({ header, arrays }, set) {
      send = set;
      const before = state.header;
      const moved = before?.of !== header.of;
      state.header = header;
      if (!moved && state.waiting && state.waiting !== String(header.rows.flat())) return; // of boxes before these
      state.waiting = "";
      state.rows = header.rows.map((row) => row.slice());
      state.stale = false;
      if (moved) {
        transport.pause();
        state.step = 1;
        state.chosen = 0;
        setGround(scene, header.size, arrays.image);
      }
      state.step = clamp(state.step, last() + 1);
      state.chosen = clamp(state.chosen, state.rows.length);
      if (moved || scene.marks.length !== state.rows.length) makeMarks();
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

function labelOf({ state: its, overlap }, number, everyone) {
  const compared = its === "going" || its === "lowered";
  if (its === "waits" && !everyone) return "";
  return compared && overlap !== null ? `${number}: ${brief(overlap)}` : String(number);
}

/** What the step does, and at the end that it was the last. */
function sentences({ header, step, stale }) {
  const all = header.steps.length;
  if (stale) return [word("let_go")];
  if (!step) return [word("heap", { n: header.rows.length })];
  const now = header.steps[step - 1];
  const n = changedBy(now);
  const name = header.names[header.rows[now.kept][5]];
  const values = { step, all, box: header.numbers[now.kept], name, score: format(now.score) };
  const says = n ? word(header.soft ? "lowers" : "takes", { ...values, n }, n) : word("stays_alone", values);
  return step < all ? [says] : [says, word("no_box_waits", { kept: all, all: header.rows.length })];
}

/** Tests read these. */
function tell(root, { header, rows, step, stale }, boxes, number) {
  const among = (...states) => boxes.flatMap((box, at) => (states.includes(box.state) ? [number(at)] : [])).join(" ");
  Object.assign(root.dataset, {
    step: stale ? "" : step,
    steps: header.steps.length,
    kept: among("kept", "keeping"),
    going: among("going"),
    gone: among("gone", "going"),
    rows: rows.map((row) => row.join(" ")).join(";"),
  });
}

/** On a stage the picture is as high as the bars below it leave room for. */
function arrange(root, board, scene) {
  const room = roomOf(root);
  root.classList.toggle("staged", room > 0);
  root.classList.toggle("wide", scene.aspect > 1.2);
  const below = [...root.children].filter((part) => part !== board).reduce((sum, part) => sum + heightOf(part), 0);
  const high = room ? Math.max(160, room - below - 24) : 0;
  scene.ground.style.maxWidth = high ? `${high * Number(scene.ground.style.getPropertyValue("--aspect"))}px` : "";
}

/** What an element takes of the height, with its margins. @param {Element} part */
function heightOf(part) {
  const style = getComputedStyle(part);
  if (style.position === "absolute" || style.display === "none") return 0;
  return (
    part.getBoundingClientRect().height + Number.parseFloat(style.marginTop) + Number.parseFloat(style.marginBottom)
  );
}
