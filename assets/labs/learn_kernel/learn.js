// A kernel being learnt. Every step's kernel, loss and distance arrive once; playing and scrubbing look them up, and the
// response of the kernel on the screen is computed here. Nothing is sent to the server but a pinned weight.
import { node, view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeNarrowing } from "../../shared/room.js";
import { makeTransport } from "../../shared/transport.js";
import { word } from "../../shared/words.js";
import { makeFigures, nameFigures } from "./figures.js";
import { learnt } from "./learning.js";
import { drawLegend, drawLoss, stepAt } from "./loss.js";
import { drawPictures, drawResponse } from "./pictures.js";
import { drawTables } from "./tables.js";
import { sentence, tableLabels } from "./words.js";

const inTransport = () => ({
  previous: word("previous_step"),
  next: word("next_step"),
  slider: word("step"),
  speed: (seconds) => word("seconds_for_all", { seconds }),
});

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "learn", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  /** @type {import("./learning.js").Learning} */
  const state = { header: null, arrays: null, luts: null, step: 0, covered: false, cell: [0, 0], pin: null };
  let send = (_name, _value) => {};
  let seen = ""; // the learning on the screen
  let painted = ""; // the one whose still pictures are

  const narrowing = makeNarrowing(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const board = node("div", "board", root);
  const { pictures, tables, curve } = makeFigures(board);
  const sum = node("p", "sum", root);
  const final = () => state.arrays.losses.length - 1;
  const transport = makeTransport(root, inTransport(), { now: () => state.step, first: () => 0, last: final, go });
  const cover = transport.button(word("cover"), word("cover_hidden"), () => {
    state.covered = !state.covered;
    draw();
  });
  const status = makeStatus(root);
  const unwatch = watchLook(root, draw);

  function go(step) {
    state.step = clamp(step, final() + 1);
    draw();
  }
  function pin() {
    state.pin = [state.step, ...state.cell];
    send("pin", state.pin);
    draw();
  }

  // ---- the hand
  const { stack, canvas } = tables.learnt;
  canvas.addEventListener("click", (event) => {
    const area = canvas.getBoundingClientRect();
    const [rows, columns] = state.header.size;
    const row = Math.floor(((event.clientY - area.top) / area.height) * rows);
    const column = Math.floor(((event.clientX - area.left) / area.width) * columns);
    state.cell = [clamp(row, rows), clamp(column, columns)];
    pin();
  });
  for (const kind of ["focus", "blur"]) stack.addEventListener(kind, draw);
  const point = (event) => transport.to(stepAt(curve.canvas, event.clientX, final()));
  curve.canvas.addEventListener("pointerdown", (event) => {
    curve.canvas.setPointerCapture(event.pointerId);
    point(event);
  });
  curve.canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) point(event);
  });
  root.addEventListener("keydown", (event) => {
    const place = event.target.closest?.("[role=application]");
    if (!place) return;
    const far = event.shiftKey ? 10 : 1;
    if (place === stack && event.key in ARROWS) {
      state.cell = moved(state.cell, ARROWS[event.key], state.header.size);
      draw();
    } else if (place === stack && event.key === "Enter") pin();
    else if (event.key === "ArrowLeft") transport.to(state.step - far);
    else if (event.key === "ArrowRight") transport.to(state.step + far);
    else if (event.key === "Home") transport.to(0);
    else if (event.key === "End") transport.to(final());
    else if (event.key === " ") transport.toggle();
    else return;
    usedUp(event);
  });

  // ---- drawing
  function paintAll(now) {
    if (!state.header) return;
    if (transport.playing) state.step = transport.played(now);
    root.classList.toggle("narrow", root.clientWidth < 760);
    const look = paint.theme(root);
    if (painted !== state.header.id) drawPictures(pictures, state);
    painted = state.header.id;
    drawResponse(pictures.response, state);
    drawTables(tables, state, look, root.getRootNode().activeElement === stack);
    const height = root.classList.contains("narrow") ? 210 : Math.max(180, stack.clientHeight);
    drawLoss(curve.canvas, curve.figure.clientWidth, height, state, look);
    say(sentence(state));
    narrowing.over();
    if (transport.playing) draw();
  }
  function say(text) {
    const { arrays, step, covered } = state;
    sum.textContent = text;
    transport.show(text);
    status.say(text);
    cover.textContent = word(covered ? "reveal" : "cover");
    cover.title = word(covered ? "reveal_hidden" : "cover_hidden");
    cover.setAttribute("aria-label", cover.title);
    for (const [name, label] of Object.entries(tableLabels(state)))
      tables[name].stack.setAttribute("aria-label", label);
    const kernel = Array.from(learnt(state)).join(" "); // tests read these
    Object.assign(root.dataset, { step, loss: arrays.losses[step], distance: arrays.distances[step], kernel, covered });
  }

  return {
    update({ header, arrays }, set) {
      const luts = { diverging: arrays.diverging, sequential: arrays.sequential };
      Object.assign(state, { header, arrays, luts, pin: header.pin });
      send = set;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      nameFigures({ pictures, tables, curve }, header.names);
      transport.span();
      if (header.id !== seen) {
        transport.pause();
        state.step = state.pin ? state.pin[0] : final();
        state.covered = header.covered;
        state.cell = state.pin ? [state.pin[1], state.pin[2]] : [0, 0];
      }
      seen = header.id;
      drawLegend(curve.caption, header);
      go(state.step);
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
