// Several results of one computation under one pointer: numbers or pictures, with the same cell lit in all of them.
import { bar } from "../../shared/bar.js";
import { node, view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { drawCell, drawResult, layout, makePanel } from "./panels.js";
import { sentence } from "./sentence.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header = null;
  let arrays = null;
  let panels = [];
  let structure = "";
  let at = { r: 0, q: 0 }; // row and column of the lit cell
  let pin = null;
  let hover = false;
  let send = (_name, _value) => {};

  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const board = node("div", "board", root);
  const colours = node("canvas", "", node("div", "board", root));
  const sum = node("p", "sum", root);
  const status = makeStatus(root);
  const unwatch = watchLook(root, again);

  // ---- the hand
  function fix() {
    pin = pin && pin.r === at.r && pin.q === at.q ? null : { ...at };
    send("pin", pin ? [pin.r, pin.q] : null);
    draw();
  }
  function listen(panel) {
    const { overlay, stack } = panel;
    function point(event) {
      const box = overlay.getBoundingClientRect();
      const r = clamp(Math.floor(((event.clientY - box.top) / box.height) * panel.rows), panel.rows);
      const q = clamp(Math.floor(((event.clientX - box.left) / box.width) * panel.columns), panel.columns);
      at = { r, q };
    }
    for (const kind of ["pointermove", "pointerdown"]) {
      overlay.addEventListener(kind, (event) => {
        hover = true;
        point(event);
        draw();
      });
    }
    overlay.addEventListener("pointerleave", () => {
      hover = false;
      if (pin) at = { ...pin };
      draw();
    });
    overlay.addEventListener("click", (event) => {
      point(event);
      fix();
    });
    stack.addEventListener("keydown", (event) => {
      if (event.key in ARROWS) {
        const [r, q] = moved([at.r, at.q], ARROWS[event.key], [panel.rows, panel.columns]);
        at = { r, q };
      } else if (event.key === "Enter") fix();
      else return;
      usedUp(event);
      draw();
    });
  }

  // ---- drawing
  function arrange() {
    const tall = fit.tall(Math.min(560, Math.max(240, window.innerHeight * 0.5)), structure);
    const stacked = layout(panels, Math.max(240, root.clientWidth), tall);
    board.style.flexDirection = stacked ? "column" : "row";
  }
  function paintAll() {
    if (!header) return;
    const look = paint.theme(root);
    const luts = { diverging: arrays.diverging, sequential: arrays.sequential };
    const { show, limits } = panels[0].info;
    bar(colours, paint.colourer(luts, show, limits), limits, look);
    for (const panel of panels) {
      drawResult(panel, arrays[panel.info.array], luts, header.id, look);
      drawCell(panel, at, header.accent, pin && !hover ? 0.25 : 0);
    }
    sum.textContent = sentence(panels, arrays, at);
    status.say(sum.textContent);
    Object.assign(root.dataset, { row: at.r, column: at.q }); // tests read these
    const used = Math.max(...panels.map(({ rows, cy }) => rows * cy));
    if (fit.over(used, board.style.flexDirection === "column" ? panels.length : 1)) again();
  }
  function again() {
    if (!panels.length) return;
    arrange();
    for (const panel of panels) panel.stamp = "";
    draw();
  }

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      const now = JSON.stringify(header.panels.map(({ name, shape }) => [name, shape]));
      if (now !== structure) {
        structure = now;
        board.replaceChildren();
        panels = header.panels.map((info) => makePanel(board, info));
        panels.forEach(listen);
      }
      panels.forEach((panel, i) => {
        panel.info = header.panels[i];
      });
      pin = header.pin ? { r: header.pin[0], q: header.pin[1] } : null;
      at = { r: header.start[0], q: header.start[1] };
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      arrange();
      draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
