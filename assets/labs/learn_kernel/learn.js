// A kernel being learnt. Every step's kernel, loss and distance arrive once; playing and scrubbing look them up, and the
// response of the kernel on the screen is computed here. Nothing is sent to the server but a pinned weight.
import { node, view } from "../../shared/dom.js";
import { brief, format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

const SECONDS = [40, 20, 10, 5, 2]; // for all steps
const COLOURS = { loss: "#2f7fd6", distance: "#d9680a" };
const RIGHT = 14,
  TOP = 10;

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "learn", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    luts,
    send,
    k = 0,
    covered = false,
    playing = false,
    last = 0,
    carry = 0,
    pending = 0,
    saying = 0,
    seen = "",
    painted = "",
    cell = [0, 0],
    pin = null;
  const board = node("div", "board", root);
  const shown = {
    input: figure("picture input"),
    target: figure("picture target"),
    response: figure("picture response"),
  };
  const tables = {
    learnt: figure("kernel learnt"),
    hidden: figure("kernel theirs"),
    difference: figure("kernel difference"),
  };
  const curve = figure("curve");
  curve.caption.classList.add("legend");
  const sum = node("p", "sum", root),
    bar = node("div", "bar", root);
  const status = node("p", "hidden", root, { role: "status", "aria-live": "polite" }),
    probe = node("i", "probe", root);
  const button = (text, label, act) => {
    const b = node("button", "", bar, { type: "button", text, "aria-label": label, title: label });
    b.addEventListener("click", act);
    return b;
  };
  button("◀", "Previous step", () => {
    pause();
    go(k - 1);
  });
  const play = button("Play", "Play", () => (playing ? pause() : start()));
  button("▶", "Next step", () => {
    pause();
    go(k + 1);
  });
  const scrub = node("input", "scrub", bar, { type: "range", min: 0, step: 1, "aria-label": "Step" });
  scrub.addEventListener("input", () => {
    pause();
    go(Number(scrub.value));
  });
  const speed = node("select", "", bar, { "aria-label": "Speed", title: "Speed" });
  for (const seconds of SECONDS) node("option", "", speed, { value: seconds, text: `${seconds} s for all steps` });
  speed.value = "10";
  const cover = button("Cover", "Cover the hidden kernel", () => {
    covered = !covered;
    draw();
  });

  function figure(name) {
    const made = node("figure", name, board),
      caption = node("figcaption", "", made),
      stack = node("div", "stack", made);
    const canvas = node("canvas", "", stack),
      ticks = node("span", "ticks", made),
      numbers = node("div", "numbers", made);
    ticks.hidden = numbers.hidden = true;
    return { figure: made, caption, stack, canvas, ticks, numbers };
  }
  for (const part of [...Object.values(shown), tables.hidden, tables.difference])
    part.stack.setAttribute("role", "img");
  for (const part of [tables.learnt, curve]) {
    part.stack.setAttribute("role", "application");
    part.stack.tabIndex = 0;
  }

  tables.learnt.canvas.addEventListener("click", (event) => {
    const area = tables.learnt.canvas.getBoundingClientRect(),
      [m, n] = header.size;
    cell = [
      Math.floor(((event.clientY - area.top) / area.height) * m),
      Math.floor(((event.clientX - area.left) / area.width) * n),
    ].map((v, axis) => clamp(v, header.size[axis]));
    fix();
  });
  const point = (event) => {
    const left = plotLeft(),
      x = event.clientX - curve.canvas.getBoundingClientRect().left;
    pause();
    go(Math.round(((x - left) / (curve.canvas.clientWidth - left - RIGHT)) * final()));
  };
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
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (place === tables.learnt.stack && event.key in moves) {
      cell = cell.map((v, axis) => clamp(v + moves[event.key][axis], header.size[axis]));
      draw();
    } else if (place === tables.learnt.stack && event.key === "Enter") fix();
    else if (event.key === "ArrowLeft") {
      pause();
      go(k - (event.shiftKey ? 10 : 1));
    } else if (event.key === "ArrowRight") {
      pause();
      go(k + (event.shiftKey ? 10 : 1));
    } else if (event.key === "Home") {
      pause();
      go(0);
    } else if (event.key === "End") {
      pause();
      go(final());
    } else if (event.key === " ") (playing ? pause : start)();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- where we are
  const clamp = (v, n) => Math.min(n - 1, Math.max(0, v));
  const final = () => arrays.losses.length - 1;
  function go(step) {
    k = clamp(step, arrays.losses.length);
    draw();
  }
  function fix() {
    pin = [k, ...cell];
    send("pin", pin);
    draw();
  }
  function start() {
    if (k >= final()) k = 0;
    playing = true;
    last = performance.now();
    carry = 0;
    play.textContent = "Pause";
    play.setAttribute("aria-label", "Pause");
    draw();
  }
  function pause() {
    playing = false;
    play.textContent = "Play";
    play.setAttribute("aria-label", "Play");
  }
  function tick(now) {
    carry += ((now - last) / 1000) * (final() / Number(speed.value));
    last = now;
    const steps = Math.floor(carry);
    carry -= steps;
    k = Math.min(final(), k + steps);
    if (k >= final()) pause();
  }
  const learnt = () => {
    const d = header.size[0] * header.size[1];
    return arrays.kernels.subarray(k * d, (k + 1) * d);
  };

  // ---- the pictures
  function respond(kernel) {
    const [_H, W] = header.patch,
      [m, n] = header.size,
      [h, w] = header.target,
      x = arrays.patch,
      out = new Float32Array(h * w);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        const weight = kernel[i * n + j];
        if (!weight) continue;
        for (let r = 0; r < h; r++)
          for (let q = 0, from = (r + i) * W + j, to = r * w; q < w; q++) out[to + q] += weight * x[from + q];
      }
    return out;
  }
  function draw2d(part, values, [h, w], show, limits) {
    const colour = paint.colourer(luts, show, limits);
    part.canvas.width = w;
    part.canvas.height = h;
    part.canvas.getContext("2d").drawImage(
      paint.raster(h, w, (r, q) => colour(values[r * w + q])),
      0,
      0,
    );
    part.canvas.style.imageRendering =
      part.canvas.clientWidth * (window.devicePixelRatio || 1) < w ? "auto" : "pixelated";
  }
  function scale(part, show, limits) {
    part.ticks.hidden = part.numbers.hidden = false;
    const canvas = part.ticks.firstChild ?? node("canvas", "", part.ticks),
      colour = paint.colourer(luts, show, limits),
      [low, high] = limits;
    canvas.width = 128;
    canvas.height = 1;
    canvas.getContext("2d").drawImage(
      paint.raster(1, 128, (_r, q) => colour(low + ((q + 0.5) / 128) * (high - low))),
      0,
      0,
    );
    part.numbers.replaceChildren();
    for (const v of low < 0 && high > 0 ? [low, 0, high] : [low, high])
      node("span", "", part.numbers, { text: brief(Number(v.toPrecision(3))) });
  }
  function drawPictures() {
    if (painted !== header.id) {
      painted = header.id;
      draw2d(shown.input, arrays.patch, header.patch, "grey", header.input_limits);
      scale(shown.input, "grey", header.input_limits);
      draw2d(shown.target, arrays.target, header.target, header.show, header.limits);
      for (const part of [shown.target, shown.response]) scale(part, header.show, header.limits);
    }
    draw2d(shown.response, respond(learnt()), header.target, header.show, header.limits);
  }

  // ---- the kernels
  function drawTable(part, [rows, columns], value, look, { secret = false, mark = null, held = null } = {}) {
    // a cell is as wide for every kernel of the lesson's sizes, so that the three stand on one line
    const width = Math.min(part.figure.clientWidth, 260),
      cx = width / columns,
      cy = cx;
    const ctx = paint.size(part.canvas, width, cy * rows),
      colour = paint.colourer(luts, "signed", [-header.most, header.most]);
    part.stack.style.width = `${width}px`;
    if (secret) {
      for (let y = 0; y < rows; y++)
        for (let x = 0; x < columns; x++) {
          paint.hatch(ctx, x * cx, y * cy, cx, cy);
          ctx.strokeStyle = look.line;
          ctx.strokeRect(x * cx + 0.5, y * cy + 0.5, cx - 1, cy - 1);
          ctx.fillStyle = "#333";
          ctx.font = `600 ${Math.min(26, cy * 0.5)}px ${look.font}`;
          ctx.textAlign = "center";
          ctx.textBaseline = "middle";
          ctx.fillText("?", (x + 0.5) * cx, (y + 0.5) * cy);
        }
      return;
    }
    paint.grid(
      ctx,
      rows,
      columns,
      cx,
      cy,
      (y, x) => {
        const v = rounded(value(y, x));
        return { value: v, colour: colour(v) };
      },
      look,
      0.76,
    );
    if (held) paint.outline(ctx, held[1] * cx, held[0] * cy, cx, cy, header.accent);
    else if (mark) {
      ctx.setLineDash([4, 3]);
      ctx.lineWidth = 2;
      ctx.strokeStyle = look.text;
      ctx.strokeRect(mark[1] * cx + 2, mark[0] * cy + 2, cx - 4, cy - 4);
      ctx.setLineDash([]);
    }
  }
  const rounded = (v) =>
    Math.abs(v) < 0.005 ? 0 : Math.abs(v) < 100 ? Math.round(v * 1000) / 1000 : Number(v.toPrecision(3));
  function drawTables(look) {
    const now = learnt(),
      [m, n] = header.size,
      [h, w] = header.hidden,
      [H, W] = header.frame;
    const inside =
      (v, [rows, columns], [top, left]) =>
      (y, x) =>
        y >= top && x >= left && y < top + rows && x < left + columns ? v[(y - top) * columns + x - left] : 0;
    const mine = inside(now, [m, n], header.learnt_at),
      theirs = inside(arrays.hidden, [h, w], header.hidden_at);
    const focused = root.getRootNode().activeElement === tables.learnt.stack;
    drawTable(tables.learnt, [m, n], (y, x) => now[y * n + x], look, {
      mark: focused ? cell : null,
      held: pin && pin[0] === k ? pin.slice(1) : null,
    });
    drawTable(tables.hidden, [h, w], (y, x) => arrays.hidden[y * w + x], look, { secret: covered });
    drawTable(tables.difference, [H, W], (y, x) => mine(y, x) - theirs(y, x), look, { secret: covered });
  }

  // ---- the loss
  const type = () => 12 * Math.max(1, (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16);
  const plotLeft = () => 4.2 * type();
  function drawCurve(look) {
    const width = curve.figure.clientWidth,
      height = root.classList.contains("narrow") ? 210 : Math.max(180, tables.learnt.stack.clientHeight),
      px = type(),
      left = plotLeft(),
      foot = 2.4 * px;
    const ctx = paint.size(curve.canvas, width, height),
      [low, high] = header.decades;
    const down = (v) => TOP + (1 - (Math.log10(Math.max(v, 1e-300)) - low) / (high - low)) * (height - TOP - foot);
    const across = (s) => left + (s / (final() || 1)) * (width - left - RIGHT);
    const line = (x1, y1, x2, y2) => {
      ctx.beginPath();
      ctx.moveTo(x1, y1);
      ctx.lineTo(x2, y2);
      ctx.stroke();
    };
    ctx.font = `${px}px ${look.font}`;
    ctx.fillStyle = look.text;
    ctx.strokeStyle = look.line;
    ctx.lineWidth = 1;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    const each = Math.max(1, Math.ceil((high - low) / ((height - TOP - foot) / (2 * px))));
    for (let e = Math.ceil(low); e <= high; e += each) {
      ctx.globalAlpha = 0.4;
      line(left, down(10 ** e), width - RIGHT, down(10 ** e));
      ctx.globalAlpha = 1;
      ctx.fillText(
        e >= -3 && e <= 3 ? String(Number((10 ** e).toPrecision(1))) : `1e${e}`.replace("-", "−"),
        left - 6,
        down(10 ** e),
      );
    }
    ctx.textBaseline = "top";
    const unit = niceStep(final(), (width - left) / 70);
    for (let s = 0; s <= final(); s += unit) {
      ctx.textAlign = "center";
      ctx.fillText(String(s), across(s), height - foot + 5);
    }
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.fillText("step", left + 5, height - foot - 3);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, TOP - 2, width - left - RIGHT + 3, height - TOP - foot + 2);
    ctx.clip();
    if (header.floor > 10 ** low) {
      ctx.setLineDash([2, 4]);
      ctx.strokeStyle = look.text;
      ctx.lineWidth = 1.2;
      line(left, down(header.floor), width - RIGHT, down(header.floor));
      ctx.setLineDash([]);
    }
    for (const [name, values, dash] of [
      ["distance", arrays.distances, [7, 4]],
      ["loss", arrays.losses, []],
    ]) {
      ctx.strokeStyle = COLOURS[name];
      ctx.setLineDash(dash);
      ctx.lineJoin = "round";
      for (const [to, alpha, thick] of [
        [final(), 0.35, 2],
        [k, 1, 3],
      ]) {
        ctx.globalAlpha = alpha;
        ctx.lineWidth = thick;
        ctx.beginPath();
        for (let s = 0; s <= to; s++) ctx.lineTo(across(s), down(values[s]));
        ctx.stroke();
      }
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
    }
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 4]);
    line(across(k), TOP, across(k), height - foot);
    ctx.setLineDash([]);
    ctx.restore();
    for (const values of [arrays.distances, arrays.losses]) {
      const y = Math.min(height - foot, Math.max(TOP, down(values[k])));
      ctx.beginPath();
      ctx.arc(across(k), y, 6.5, 0, 7);
      ctx.fillStyle = header.accent;
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.strokeStyle = "#14181f";
      ctx.stroke();
    }
  }
  function niceStep(range, most) {
    const raw = Math.max(1, range / Math.max(1, most)),
      ten = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].find((u) => u * ten >= raw) * ten;
  }
  function legend() {
    const items = [
      ["mean squared error", COLOURS.loss, ""],
      ["distance |learnt − hidden| / |hidden|", COLOURS.distance, "7 4"],
    ];
    if (header.floor > 10 ** header.decades[0]) items.push(["the least error there is", "currentColor", "2 4"]);
    curve.caption.replaceChildren();
    for (const [text, colour, dash] of items) {
      const item = node("span", "", curve.caption),
        svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"),
        line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [key, value] of Object.entries({
        x1: 0,
        x2: 26,
        y1: 4,
        y2: 4,
        "stroke-width": 3,
        "stroke-dasharray": dash,
        stroke: colour,
      }))
        line.setAttribute(key, String(value));
      svg.append(line);
      svg.setAttribute("aria-hidden", "true");
      item.append(svg, text);
    }
  }
  const share = (v) => (v >= 0.1 ? `${(100 * v).toFixed(0)} %` : `${format(Number((100 * v).toPrecision(2)))} %`);
  const sentence = () =>
    `Step ${k} of ${final()}: mean squared error ${format(Number(arrays.losses[k].toPrecision(4)))}, ${share(arrays.distances[k])} away from the hidden kernel`;

  function frame(now) {
    pending = 0;
    if (!header || !root.isConnected) return;
    if (playing) tick(now);
    root.classList.toggle("narrow", root.clientWidth < 760);
    const look = paint.theme(root);
    drawPictures();
    drawTables(look);
    drawCurve(look);
    sum.textContent = sentence();
    scrub.value = String(k);
    scrub.setAttribute("aria-valuetext", sum.textContent);
    cover.textContent = covered ? "Reveal" : "Cover";
    const what = covered ? "Reveal the hidden kernel" : "Cover the hidden kernel";
    cover.setAttribute("aria-label", what);
    cover.title = what;
    tables.learnt.stack.setAttribute(
      "aria-label",
      `Learnt kernel: ${spoken(learnt(), header.size)}. Arrow keys choose a weight, now row ${cell[0]}, column ${cell[1]}; Enter takes it to the numbers below.`,
    );
    tables.hidden.stack.setAttribute(
      "aria-label",
      covered ? "Hidden kernel, covered" : `Hidden kernel: ${spoken(arrays.hidden, header.hidden)}`,
    );
    tables.difference.stack.setAttribute("aria-label", covered ? "Difference, covered" : "Learnt minus hidden kernel");
    Object.assign(root.dataset, {
      step: k,
      loss: arrays.losses[k],
      distance: arrays.distances[k],
      kernel: Array.from(learnt()).join(" "),
      covered,
    });
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = sum.textContent;
    }, 300);
    if (playing) draw();
  }
  const spoken = (values, [rows, columns]) =>
    Array.from({ length: rows }, (_, r) =>
      Array.from(values.subarray(r * columns, (r + 1) * columns), (v) => brief(rounded(v))).join(" "),
    ).join("; ");
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  const resized = new ResizeObserver(() => draw());
  resized.observe(root);
  probe.addEventListener("transitionend", draw); // the probe's colour is the theme's: light ↔ dark repaints
  tables.learnt.stack.addEventListener("focus", draw);
  tables.learnt.stack.addEventListener("blur", draw);

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      luts = { diverging: arrays.diverging, sequential: arrays.sequential };
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      for (const [part, text] of [
        [shown.input, header.names.input],
        [shown.target, header.names.target],
        [shown.response, header.names.response],
        [tables.learnt, "learnt kernel"],
        [tables.hidden, "hidden kernel"],
        [tables.difference, "learnt − hidden"],
      ])
        part.caption.textContent = text;
      for (const part of Object.values(shown)) part.stack.setAttribute("aria-label", part.caption.textContent);
      curve.stack.setAttribute(
        "aria-label",
        "Loss and distance over the steps. Left and right arrow keys move one step, with shift ten; Home, End; space plays.",
      );
      scrub.max = String(final());
      pin = header.pin;
      if (header.id !== seen) {
        pause();
        k = pin ? pin[0] : final();
        covered = header.covered;
        cell = pin ? pin.slice(1) : [0, 0];
      }
      seen = header.id;
      legend();
      go(k);
    },
    destroy() {
      resized.disconnect();
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      root.remove();
    },
  };
}
