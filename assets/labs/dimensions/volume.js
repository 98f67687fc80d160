// A volume and the response to a 3-D kernel, cut along its three axes through one voxel.
// Both volumes arrive once; moving the cross looks values up and sends nothing to the server.

import { bar as colourBar } from "../../shared/bar.js";
import { view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

// For each cut: the axis looked along, the axis that runs down, the axis that runs right; axes are z 0, y 1, x 2.
const CUTS = [
  { name: "axial", along: 0, down: 1, right: 2 },
  { name: "coronal", along: 1, down: 0, right: 2 },
  { name: "sagittal", along: 2, down: 0, right: 1 },
];
const AXES = ["z", "y", "x"];

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    send,
    n = 1,
    at = [0, 0, 0],
    pin = null,
    pending = 0,
    saying = 0,
    seen = 0,
    playing = false,
    last = 0,
    cell = 1;
  const make = (tag, parent, attributes = {}) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes))
      if (key === "text") made.textContent = value;
      else made.setAttribute(key, value);
    parent.append(made);
    return made;
  };
  const board = make("div", root),
    sum = make("p", root, { class: "sum" }),
    bar = make("div", root, { class: "bar" });
  const status = make("p", root, { class: "hidden", role: "status", "aria-live": "polite" }),
    probe = make("i", root, { class: "probe" });
  const panels = [],
    scales = [];
  // wide: the volume's cuts above the response's; on a phone each pair side by side
  const cuts = make("div", board, { style: "display:grid;gap:.6rem 1rem;justify-content:center" }),
    bars = make("div", board, { class: "board" });
  for (const array of ["volume", "response"]) {
    for (const cut of CUTS) panels.push(panel(cuts, cut, array));
    const figure = make("figure", bars);
    scales.push([array, make("canvas", figure)]);
    make("figcaption", figure, { text: array, style: "margin-top:-.2rem" });
  }
  function panel(row, cut, array) {
    const figure = make("figure", row),
      stack = make("div", figure, { class: "stack", tabindex: 0, role: "application" });
    const p = {
      cut,
      array,
      figure,
      stack,
      base: make("canvas", stack),
      overlay: make("canvas", stack),
      caption: make("figcaption", figure),
    };
    const where = (event) => {
      const box = p.overlay.getBoundingClientRect();
      const clip = (v) => Math.min(n - 1, Math.max(0, Math.floor(v / cell)));
      at[cut.right] = clip(event.clientX - box.left);
      at[cut.down] = turn(cut, clip(event.clientY - box.top));
      pause();
      draw();
    };
    for (const kind of ["pointermove", "pointerdown"]) p.overlay.addEventListener(kind, where);
    p.overlay.addEventListener("pointerleave", () => {
      if (pin) {
        at = [...pin];
        draw();
      }
    });
    p.overlay.addEventListener("click", (event) => {
      where(event);
      fix();
    });
    stack.addEventListener("keydown", (event) => {
      const up = cut.down === 0 ? 1 : -1;
      const move = {
        ArrowLeft: [cut.right, -1],
        ArrowRight: [cut.right, 1],
        ArrowUp: [cut.down, up],
        ArrowDown: [cut.down, -up],
        PageUp: [cut.along, 1],
        PageDown: [cut.along, -1],
      }[event.key];
      if (move) {
        pause();
        shift(...move);
      } else if (event.key === "Enter") fix();
      else if (event.key === " ") (playing ? pause : start)();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return p;
  }
  // z runs upwards on the screen, y downwards
  const turn = (cut, row) => (cut.down === 0 ? n - 1 - row : row);
  function shift(axis, by) {
    at[axis] = Math.min(n - 1, Math.max(0, at[axis] + by));
    draw();
  }
  function fix() {
    pin = pin?.every((v, i) => v === at[i]) ? null : [...at];
    send("pin", pin);
    draw();
  }

  const play = make("button", bar, { type: "button", text: "Play" });
  play.addEventListener("click", () => (playing ? pause() : start()));
  const sliders = AXES.map((axis, i) => {
    const label = make("label", bar, { style: "display:flex;align-items:center;gap:.4rem;flex:1 1 9rem" });
    make("span", label, { text: axis });
    const slider = make("input", label, {
      type: "range",
      class: "scrub",
      min: 0,
      step: 1,
      "aria-label": `Slice along ${axis}`,
    });
    slider.addEventListener("input", () => {
      pause();
      at[i] = Number(slider.value);
      draw();
    });
    return slider;
  });
  make("button", bar, { type: "button", text: "PNG", "aria-label": "Download this picture as PNG" }).addEventListener(
    "click",
    save,
  );
  function start() {
    playing = true;
    last = performance.now();
    play.textContent = "Pause";
    draw();
  }
  function pause() {
    playing = false;
    play.textContent = "Play";
  }

  const index = (z, y, x) => (z * n + y) * n + x;
  function place(cut, row, column) {
    const voxel = [0, 0, 0];
    voxel[cut.along] = at[cut.along];
    voxel[cut.down] = turn(cut, row);
    voxel[cut.right] = column;
    return index(...voxel);
  }
  function frame(now) {
    pending = 0;
    if (!header || !root.isConnected) return;
    if (playing && now - last > 120) {
      at[0] = (at[0] + 1) % n;
      last = now;
    }
    const luts = { diverging: arrays.diverging, sequential: arrays.sequential },
      width = root.clientWidth;
    const tall = Math.min(340, window.innerHeight * 0.36),
      narrow = width < 620,
      room = narrow ? (Math.max(240, width) - 18) / 2 : (width - 48) / 3;
    cell = Math.min(room, tall) / n;
    cuts.style.gridTemplateColumns = narrow ? "auto auto" : "auto auto auto";
    cuts.style.gridTemplateRows = narrow ? "auto auto auto" : "auto auto";
    cuts.style.gridAutoFlow = narrow ? "column" : "row";
    for (const [array, canvas] of scales)
      colourBar(
        canvas,
        paint.colourer(luts, header.show[array].show, header.show[array].limits),
        header.show[array].limits,
        paint.theme(root),
        array,
      );
    for (const p of panels) {
      const look = header.show[p.array],
        colour = paint.colourer(luts, look.show, look.limits),
        values = arrays[p.array];
      const key = [header.id, p.cut.along, at[p.cut.along], cell].join();
      if (p.key !== key) {
        paint.picture(
          paint.size(p.base, n * cell, n * cell),
          paint.raster(n, n, (y, x) => colour(values[place(p.cut, y, x)])),
          n * cell,
          n * cell,
        );
        p.caption.textContent = `${p.array}, ${p.cut.name}: ${AXES[p.cut.along]} = ${at[p.cut.along]}`;
        p.figure.style.width = `${n * cell}px`;
        p.key = key;
      }
      const ctx = paint.size(p.overlay, n * cell, n * cell),
        x = (at[p.cut.right] + 0.5) * cell,
        y = (turn(p.cut, at[p.cut.down]) + 0.5) * cell;
      for (const [line, tone] of [
        [3, "rgba(0,0,0,.55)"],
        [1.3, header.accent],
      ]) {
        ctx.lineWidth = line;
        ctx.strokeStyle = tone;
        ctx.beginPath();
        ctx.moveTo(x, 0);
        ctx.lineTo(x, n * cell);
        ctx.moveTo(0, y);
        ctx.lineTo(n * cell, y);
        ctx.stroke();
      }
      if (pin?.every((v, i) => v === at[i]))
        paint.outline(ctx, x - cell / 2, y - cell / 2, cell, cell, header.accent, { line: 2, least: 9 });
    }
    const here = index(...at),
      text = `voxel [${at.join(", ")}] = ${format(arrays.volume[here])},  response = ${format(arrays.response[here])}`;
    sum.textContent = text;
    sliders.forEach((slider, i) => {
      slider.value = String(at[i]);
    });
    root.dataset.voxel = at.join();
    root.dataset.value = arrays.response[here];
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
    if (playing) draw();
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function save() {
    const side = panels[0].base.width,
      gap = 12,
      page = document.createElement("canvas");
    page.width = 3 * side + 2 * gap;
    page.height = 2 * side + gap;
    const ctx = page.getContext("2d");
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, page.width, page.height);
    panels.forEach((p, i) => ctx.drawImage(p.base, (i % 3) * (side + gap), Math.floor(i / 3) * (side + gap)));
    const link = document.createElement("a");
    link.download = "volume.png";
    link.href = page.toDataURL("image/png");
    link.click();
  }
  const again = () => {
    panels.forEach((p) => {
      p.key = "";
    });
    draw();
  };
  const resized = new ResizeObserver(again);
  resized.observe(root);
  probe.addEventListener("transitionend", again);

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      n = header.size;
      sliders.forEach((slider) => {
        slider.max = String(n - 1);
      });
      for (const p of panels)
        p.stack.setAttribute(
          "aria-label",
          `${p.array}, ${p.cut.name} slice. Arrow keys move the cross, Page Up and Page Down change the slice, Enter pins.`,
        );
      pin = header.pin;
      if (pin || seen !== n) at = [...header.start];
      seen = n;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      draw();
    },
    destroy() {
      resized.disconnect();
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      root.remove();
    },
  };
}
