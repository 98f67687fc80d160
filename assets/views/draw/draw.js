// A sheet to draw on, white on black in every theme. Strokes stay here while they are drawn; the server hears of all of
// them once, when the pen is lifted. A stroke is [width, x0, y0, x1, y1, …] in shares of the sheet's side.
import { node, view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";

const SIDE = 560; // pixels of the canvas; CSS scales it
const NEAR = 0.004,
  STEP = 0.025;
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "draw", create);
  shown.update(unpack(data).header, setStateValue);
  return shown.destroy;
}

function create(root) {
  let strokes = [],
    before = [],
    line = null,
    held = null,
    pen = null,
    send = (..._sent) => {},
    sheet = null,
    pending = 0,
    painted = 0;
  const canvas = node("canvas", "", root, { tabindex: 0, role: "application", width: SIDE, height: SIDE });
  const bar = node("div", "bar", root),
    status = node("p", "hidden", root, { role: "status", "aria-live": "polite" });
  const button = (text, act) => {
    const made = node("button", "", bar, { type: "button", text });
    made.addEventListener("click", act);
    return made;
  };
  const undo = button("Undo", back),
    clear = button("Clear", () => {
      if (strokes.length) change([]);
    });
  const label = node("label", "", bar, { text: "Brush" });
  const brush = node("input", "", label, {
    type: "range",
    min: 2,
    max: 24,
    step: 1,
    "aria-label": "Brush width, per cent of the sheet",
  });
  const ctx = canvas.getContext("2d");

  // ---- strokes
  const round = (v) => Number(v.toFixed(4));
  const width = () => Number(brush.value) / 100;
  function begin(x, y) {
    line = [round(width()), round(x), round(y)];
    draw();
  }
  function reach(x, y) {
    const n = line.length;
    if (Math.hypot(x - line[n - 2], y - line[n - 1]) < NEAR) return;
    line.push(round(x), round(y));
    draw();
  }
  function lift() {
    if (!line) return;
    const done = line;
    line = null;
    change([...strokes, done]);
  }
  function change(next) {
    before.push(strokes);
    strokes = next;
    tell();
  }
  function back() {
    if (before.length) {
      strokes = before.pop();
      tell();
    }
  }
  function tell() {
    draw();
    send("strokes", strokes);
    status.textContent = strokes.length === 1 ? "1 stroke" : `${strokes.length} strokes`;
  }

  // ---- mouse, finger and pen
  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || held !== null) return;
    held = event.pointerId;
    canvas.setPointerCapture(held);
    lift();
    pen = null;
    begin(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held || !line) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) reach(...at(one));
  });
  const release = (event) => {
    if (event.pointerId === held) {
      held = null;
      lift();
    }
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);

  // ---- keyboard
  canvas.addEventListener("keydown", (event) => {
    if (event.key in MOVES) {
      const [dx, dy] = MOVES[event.key],
        step = STEP * (event.shiftKey ? 4 : 1),
        inside = (v) => Math.min(1, Math.max(0, v));
      const [x, y] = pen ?? [0.5, 0.5];
      pen = [inside(x + dx * step), inside(y + dy * step)];
      if (line) reach(...pen);
    } else if (event.key === " ") {
      pen ??= [0.5, 0.5];
      line ? lift() : begin(...pen);
      status.textContent = line ? "pen down" : "pen up";
    } else if (event.key === "Escape" && line) lift();
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) back();
    else if (event.key === "Delete" || event.key === "Backspace") clear.click();
    else return;
    draw();
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("focus", draw);
  canvas.addEventListener("blur", () => {
    if (held === null) lift();
    draw();
  });

  // ---- the sheet
  function trace(stroke) {
    ctx.lineWidth = stroke[0] * SIDE;
    ctx.beginPath();
    ctx.moveTo(stroke[1] * SIDE, stroke[2] * SIDE);
    for (let i = 1; i < stroke.length; i += 2) ctx.lineTo(stroke[i] * SIDE, stroke[i + 1] * SIDE);
    ctx.stroke();
  }
  function frame() {
    pending = 0;
    ctx.fillStyle = "#000";
    ctx.fillRect(0, 0, SIDE, SIDE);
    ctx.strokeStyle = "#fff";
    ctx.lineCap = ctx.lineJoin = "round";
    for (const stroke of strokes) trace(stroke);
    if (line) trace(line);
    else if (!strokes.length) {
      ctx.fillStyle = "#9a9aa5";
      ctx.font = `${SIDE / 16}px sans-serif`;
      ctx.textAlign = "center";
      ctx.fillText("Draw here", SIDE / 2, SIDE / 2);
    }
    if (pen && canvas.matches(":focus")) {
      ctx.lineWidth = 4;
      ctx.strokeStyle = line ? "#d9680a" : "#2f7fd6";
      ctx.beginPath();
      ctx.arc(pen[0] * SIDE, pen[1] * SIDE, Math.max(8, (width() * SIDE) / 2), 0, 2 * Math.PI);
      ctx.stroke();
    }
    undo.disabled = !before.length;
    clear.disabled = !strokes.length;
    Object.assign(root.dataset, { strokes: strokes.length, painted: ++painted });
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }

  return {
    update(header, set) {
      send = set;
      canvas.setAttribute(
        "aria-label",
        `${header.label}. Arrow keys move the pen, with shift further; space puts it down and lifts it; control Z undoes, delete clears.`,
      );
      if (header.sheet !== sheet) {
        // another sheet; an answer to one's own strokes changes nothing here
        sheet = header.sheet;
        strokes = header.strokes;
        before = [];
        line = null;
        brush.value = Math.round(100 * header.brush);
      }
      draw();
    },
    destroy() {
      cancelAnimationFrame(pending);
      root.remove();
    },
  };
}
