// A sheet to draw on, white on black in every theme. Strokes stay here while they are drawn; the server hears of all of
// them once, when the pen is lifted.
import { node, view } from "../../shared/dom.js";
import { makeFrame } from "../../shared/frame.js";
import { ARROWS, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { shareOf } from "../../shared/panel.js";
import { word } from "../../shared/words.js";
import { drawPen, drawSheet, SIDE } from "./sheet.js";
import { makeStrokes } from "./strokes.js";

const STEP = 0.025; // of the sheet's side, for an arrow key
const FAR = 4; // steps, with shift
/** @type {[number, number]} */
const MIDDLE = [0.5, 0.5];
const BRUSH = { type: "range", min: 2, max: 24, step: 1 };

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "draw", create);
  shown.update(unpack(data).header, setStateValue);
  return shown.destroy;
}

function create(root) {
  const strokes = makeStrokes();
  let held = null; // the pointer that draws
  let pen = null; // where the keyboard's is
  let sheet = null; // the one that is drawn on
  let painted = 0;
  let send = (_name, _value) => {};

  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const canvas = node("canvas", "", root, { tabindex: 0, role: "application", width: SIDE, height: SIDE });
  const ctx = canvas.getContext("2d");
  const bar = node("div", "bar", root);
  const status = node("p", "hidden", root, { role: "status", "aria-live": "polite" });
  const button = (text, act) => {
    const made = node("button", "", bar, { type: "button", text });
    made.addEventListener("click", act);
    return made;
  };
  const undo = button(word("undo"), () => changed(strokes.undo()));
  const clear = button(word("clear"), () => changed(strokes.clear()));
  const its = { ...BRUSH, "aria-label": word("brush_width") };
  const brush = node("input", "", node("label", "", bar, { text: word("brush") }), its);
  const width = () => Number(brush.value) / 100;

  function changed(really) {
    if (!really) return;
    draw();
    send("strokes", strokes.all);
    status.textContent = word("strokes", { n: strokes.all.length }, strokes.all.length);
  }
  function begin([x, y]) {
    strokes.begin(width(), x, y);
    draw();
  }
  function reach([x, y]) {
    if (strokes.reach(x, y)) draw();
  }
  const lift = () => changed(strokes.lift());

  // ---- mouse, finger and pen
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || held !== null) return;
    held = event.pointerId;
    canvas.setPointerCapture(held);
    lift();
    pen = null;
    begin(shareOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held || !strokes.line) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) reach(shareOf(canvas, one));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, (event) => {
      if (event.pointerId !== held) return;
      held = null;
      lift();
    });
  }

  // ---- keyboard
  function movePen(key, steps) {
    const [down, right] = ARROWS[key];
    const inside = (v) => Math.min(1, Math.max(0, v));
    const [x, y] = pen ?? MIDDLE;
    pen = [inside(x + right * STEP * steps), inside(y + down * STEP * steps)];
    if (strokes.line) reach(pen);
  }
  function putDownOrLift() {
    pen ??= MIDDLE;
    if (strokes.line) lift();
    else begin(pen);
    status.textContent = word(strokes.line ? "pen_down" : "pen_up");
  }
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key in ARROWS) movePen(key, event.shiftKey ? FAR : 1);
    else if (key === " ") putDownOrLift();
    else if (key === "Escape" && strokes.line) lift();
    else if (key === "z" && (event.ctrlKey || event.metaKey)) changed(strokes.undo());
    else if (key === "Delete" || key === "Backspace") clear.click();
    else return;
    draw();
    usedUp(event);
  });
  canvas.addEventListener("focus", draw);
  canvas.addEventListener("blur", () => {
    if (held === null) lift();
    draw();
  });

  function paintAll() {
    drawSheet(ctx, strokes);
    if (pen && canvas.matches(":focus")) drawPen(ctx, pen, width(), Boolean(strokes.line));
    undo.disabled = !strokes.canUndo;
    clear.disabled = !strokes.all.length;
    Object.assign(root.dataset, { strokes: strokes.all.length, painted: ++painted }); // tests read these
  }

  return {
    update(header, set) {
      send = set;
      canvas.setAttribute("aria-label", word("sheet", { label: header.label }));
      if (header.sheet !== sheet) {
        // another sheet; an answer to one's own strokes changes nothing here
        sheet = header.sheet;
        strokes.replace(header.strokes);
        brush.value = Math.round(100 * header.brush);
      }
      draw();
    },
    destroy() {
      frame.stop();
      root.remove();
    },
  };
}
