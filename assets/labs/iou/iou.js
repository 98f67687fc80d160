// Two boxes under the hand: what they have in common, which way each loss pushes, and the walk down the slope.
// While one drags or walks, nothing is sent; letting go sends where the boxes are.
import { makeMovable } from "../../shared/boxes.js";
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { iouOfPixels, losses, measures, step } from "./measures.js";
import { makeSheet, paint, UNIT } from "./sheet.js";
import { fillTable, makeTable } from "./table.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "iou", create);
  shown.update(unpack(data).header, setStateValue);
  return shown.destroy;
}

function create(root) {
  const state = { header: null, box: [0, 0, 1, 1], target: [0, 0, 1, 1], path: [], walking: false, still: false };
  let send = (_name, _value) => {};
  let sheet = null;
  const table = makeTable();
  const walk = el("button", { type: "button", onclick: toggle });
  const back = el("button", { type: "button", text: word("back_to_start"), onclick: goBack });
  const says = el("p", { class: "says" });
  const board = el("div", { class: "board" });
  const bar = el("div", { class: "bar" }, walk, back, says);
  root.setAttribute("role", "group");
  root.append(board, bar);
  const status = makeStatus(root);
  const frame = makeFrame(root, draw);
  const unwatch = watchLook(root, frame.draw);

  // ---- the hand
  function moved(name, box) {
    state.walking = false;
    state.path = [];
    state.still = false;
    state[name] = box;
    frame.draw();
  }
  function done() {
    send(
      "boxes",
      [...state.box, ...state.target].map((edge) => Math.round(edge * 100) / 100),
    );
  }

  // ---- the walk
  function toggle() {
    if (!state.walking && (state.path.length === 0 || state.still)) {
      if (state.path.length) state.box = state.path[0];
      state.path = [state.box];
      state.still = false;
    }
    state.walking = !state.walking;
    frame.draw();
  }
  function goBack() {
    if (state.path.length) state.box = state.path[0];
    moved("box", state.box);
  }
  function advance() {
    const { loss, rate, steps } = state.header;
    const next = state.path.length > steps ? null : step(state.box, state.target, loss, rate);
    if (next === null) {
      state.walking = false;
      state.still = true;
      return;
    }
    state.box = next;
    state.path.push(next);
  }

  // ---- drawing
  function draw() {
    if (!state.header || !sheet) return;
    if (state.walking) advance();
    const { box, target, path, header } = state;
    const found = losses(box, target);
    const { push, loss } = found[header.loss];
    const { common, union } = measures(box, target);
    paint(sheet, { box, target, kind: header.loss, push, path });
    const areas = { common: common[0], union: union[0], pixels: iouOfPixels(box, target) };
    fillTable(table, found, header.loss, areas);
    const length = Math.hypot(...push);
    walk.textContent = word(state.walking ? "stop_walk" : "walk");
    back.disabled = path.length < 2;
    says.textContent = sentence(loss, length);
    status.say(says.textContent);
    Object.assign(root.dataset, {
      steps: Math.max(0, path.length - 1),
      iou: found.iou.value,
      loss,
      walking: state.walking,
    });
    root.dataset.box = box.join(" "); // tests read these
    root.dataset.target = target.join(" ");
    arrange();
    if (state.walking) frame.draw();
  }
  // on a stage the sheet is as high as the table and the bar below it leave room for
  function arrange() {
    const room = roomOf(root);
    root.classList.toggle("staged", room > 0);
    sheet.picture.style.maxHeight = room
      ? `${Math.max(160, room - bar.offsetHeight - table.shown.offsetHeight - 32)}px`
      : "";
  }
  function sentence(loss, length) {
    const values = { loss: format(loss), steps: Math.max(0, state.path.length - 1) };
    if (state.still && values.steps > state.header.steps - 1) return word("gave_up", values);
    if (state.still && length < 1e-12 && loss > 0.001) return word("stands", values);
    if (state.still) return word("arrived", values);
    if (values.steps) return word("on_the_way", values);
    return word(length < 1e-12 && loss > 0.001 ? "no_push" : "pushes", values);
  }

  function build(header) {
    sheet = makeSheet(header.room, header.accent);
    sheet.picture.setAttribute("aria-label", word("sheet_of_boxes"));
    for (const name of ["target", "box"]) {
      makeMovable(sheet.picture, sheet[name], {
        get: () => state[name],
        set: (box) => moved(name, box),
        room: () => header.room,
        unit: UNIT,
        done,
      });
    }
    board.replaceChildren(sheet.picture, table.shown);
  }

  return {
    update(header, set) {
      send = set;
      const { boxes, loss, rate } = state.header ?? {};
      state.header = header;
      if (!sheet) build(header);
      if (String(boxes) !== String(header.boxes) || loss !== header.loss || rate !== header.rate) {
        state.box = header.boxes.slice(0, 4);
        state.target = header.boxes.slice(4);
        state.path = [];
        state.walking = state.still = false;
      }
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
