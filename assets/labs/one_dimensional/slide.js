// One signal slid over another. Above: f, the moving one and their product, whose area is the result; below: the result.
// Samples arrive once; hovering, scrubbing and playing look them up and send nothing to the server.
import { node, view } from "../../shared/dom.js";
import { brief, format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

const SECONDS = [40, 20, 10, 5, 2]; // for one pass
const COLOURS = { f: "#2f7fd6", g: "#d9680a", y: "#0f9d76" };
const RIGHT = 12,
  TOP = 12;
let LEFT = 52,
  FOOT = 26,
  TYPE = 12; // grow with the type on a projector

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    send,
    k = 0,
    pin = null,
    playing = false,
    last = 0,
    carry = 0,
    pending = 0,
    saying = 0,
    width = 0,
    seen = "";
  const plots = { top: plot("f and g"), bottom: plot("result") };
  const sum = node("p", "sum", root),
    bar = node("div", "bar", root),
    status = node("p", "hidden", root, { role: "status", "aria-live": "polite" }),
    probe = node("i", "probe", root);
  const button = (text, label, act) => {
    const b = node("button", "", bar, { type: "button", text, "aria-label": label, title: label });
    b.addEventListener("click", act);
    return b;
  };
  button("◀", "Previous position", () => step(-1));
  const play = button("Play", "Play", () => (playing ? pause() : start()));
  button("▶", "Next position", () => step(1));
  const scrub = node("input", "scrub", bar, { type: "range", min: 0, step: 1, "aria-label": "Shift" });
  scrub.addEventListener("input", () => {
    pause();
    go(Number(scrub.value));
  });
  const speed = node("select", "", bar, { "aria-label": "Speed", title: "Speed" });
  for (const seconds of SECONDS) node("option", "", speed, { value: seconds, text: `${seconds} s a pass` });
  speed.value = "10";
  button("PNG", "Download this picture as PNG", save);

  function plot(label) {
    const figure = node("figure", "", root),
      stack = node("div", "stack", figure, { tabindex: 0, role: "application" });
    return { label, stack, canvas: node("canvas", "", stack), caption: node("figcaption", "", figure) };
  }
  for (const p of Object.values(plots)) {
    const point = (event) => {
      const x = event.clientX - p.canvas.getBoundingClientRect().left;
      pause();
      go(
        Math.round(
          (header.low + ((x - LEFT) / (width - LEFT - RIGHT)) * (header.high - header.low) - header.y0) / header.dt,
        ),
      );
    };
    p.canvas.addEventListener("pointermove", point);
    p.canvas.addEventListener("pointerdown", point);
    p.canvas.addEventListener("pointerleave", () => {
      if (pin !== null) go(pin);
    });
    p.canvas.addEventListener("click", (event) => {
      point(event);
      fix();
    });
  }
  root.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("[role=application]")) return;
    const far = event.shiftKey ? 1 : stride();
    if (event.key === "ArrowLeft") {
      pause();
      go(k - far);
    } else if (event.key === "ArrowRight") {
      pause();
      go(k + far);
    } else if (event.key === "Home") {
      pause();
      go(first());
    } else if (event.key === "End") {
      pause();
      go(final());
    } else if (event.key === " ") (playing ? pause : start)();
    else if (event.key === "Enter") fix();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- where we are
  const time = (i) => header.y0 + i * header.dt;
  const first = () => Math.max(0, Math.ceil((header.low - header.y0) / header.dt - 1e-6));
  const final = () => Math.min(arrays.y.length - 1, Math.floor((header.high - header.y0) / header.dt + 1e-6));
  const stride = () => Math.max(1, Math.round((final() - first()) / 120));
  function go(i) {
    k = Math.min(final(), Math.max(first(), i));
    draw();
  }
  function step(d) {
    pause();
    go(k + d * stride());
  }
  function fix() {
    pin = pin === k ? null : k;
    send("pin", pin === null ? null : time(pin));
    draw();
  }
  function start() {
    if (k >= final()) k = first();
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
    carry += ((now - last) / 1000) * ((final() - first()) / Number(speed.value));
    last = now;
    const steps = Math.floor(carry);
    carry -= steps;
    k = Math.min(final(), k + steps);
    if (k >= final()) pause();
  }

  // ---- drawing
  const across = (t) => LEFT + ((t - header.low) / (header.high - header.low || 1)) * (width - LEFT - RIGHT);
  function ticks(low, high, most) {
    const raw = (high - low) / most || 1,
      ten = 10 ** Math.floor(Math.log10(raw)),
      unit = [1, 2, 5, 10].find((u) => u * ten >= raw) * ten;
    const step = header.discrete ? Math.max(1, unit) : unit,
      out = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step)
      out.push(Math.abs(v) < step / 1e6 ? 0 : v);
    return out;
  }
  function axes(ctx, look, height, [low, high], name) {
    const down = (v) => TOP + (1 - (v - low) / (high - low)) * (height - TOP - FOOT);
    ctx.font = `${TYPE}px ${look.font}`;
    ctx.lineWidth = 1;
    ctx.strokeStyle = look.line;
    ctx.fillStyle = look.text;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    for (const t of ticks(header.low, header.high, width / 80)) {
      ctx.globalAlpha = 0.35;
      line(ctx, across(t), TOP, across(t), height - FOOT);
      ctx.globalAlpha = 1;
      ctx.fillText(brief(Number(t.toPrecision(6))), across(t), height - FOOT + 5);
    }
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    const unit = (high - low) / (height / 45),
      ten = 10 ** Math.floor(Math.log10(unit)),
      each = [1, 2, 5, 10].find((u) => u * ten >= unit) * ten;
    for (let v = Math.ceil(low / each) * each; v <= high + each * 1e-9; v += each) {
      ctx.globalAlpha = 0.35;
      line(ctx, LEFT, down(v), width - RIGHT, down(v));
      ctx.globalAlpha = 1;
      ctx.fillText(brief(Number(v.toPrecision(6))), LEFT - 6, down(v));
    }
    line(ctx, LEFT, down(0), width - RIGHT, down(0));
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.fillText(name, width - RIGHT - 2, down(0) - 3);
    return down;
  }
  function line(ctx, x1, y1, x2, y2) {
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }
  const clip = (ctx, height) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(LEFT, 0, width - LEFT - RIGHT, height);
    ctx.clip();
  };
  // A continuous function is a line through its samples that starts and ends at zero; a discrete one is stems with dots.
  function curve(
    ctx,
    down,
    values,
    at,
    colour,
    { dashed = false, thick = 2.5, from = 0, to = values.length - 1, mark = "dot", alpha = 1, aside = 0 } = {},
  ) {
    const radius = Math.max(1.5, Math.min(5.5, (across(header.dt) - across(0)) / 4));
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = thick;
    ctx.setLineDash(dashed ? [7, 4] : []);
    if (header.discrete) {
      for (let i = from; i <= to; i++) {
        const x = across(at(i)) + aside * radius,
          y = down(values[i]);
        line(ctx, x, down(0), x, y);
        ctx.beginPath();
        if (mark === "square") ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        else ctx.arc(x, y, radius, 0, 7);
        ctx.fill();
      }
    } else if (to >= from) {
      ctx.beginPath();
      const half = header.dt / 2,
        edge = mark !== "open";
      if (edge) {
        ctx.moveTo(across(at(from) - half), down(0));
        ctx.lineTo(across(at(from) - half), down(values[from]));
      }
      for (let i = from; i <= to; i++) ctx.lineTo(across(at(i)), down(values[i]));
      if (edge) {
        ctx.lineTo(across(at(to) + half), down(values[to]));
        ctx.lineTo(across(at(to) + half), down(0));
      }
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }
  function drawTop(look) {
    const height = width < 500 ? 230 : 280,
      { f, h } = arrays,
      n = f.length,
      m = h.length;
    const ctx = paint.size(plots.top.canvas, width, height),
      down = axes(ctx, look, height, header.limits_top, header.discrete ? "i" : "τ");
    const low = Math.max(0, k - m + 1),
      high = Math.min(n - 1, k),
      at = (i) => header.f0 + i * header.dt;
    clip(ctx, height);
    ctx.fillStyle = header.accent;
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 1.5;
    if (header.discrete) {
      const wide = Math.min(12, (across(header.dt) - across(0)) / 2.5);
      for (let i = low; i <= high; i++) {
        const x = across(at(i)),
          y = down(f[i] * h[k - i]);
        if (!(f[i] * h[k - i])) continue;
        ctx.globalAlpha = 0.75;
        ctx.fillRect(x - wide, Math.min(y, down(0)), 2 * wide, Math.abs(y - down(0)));
        ctx.globalAlpha = 1;
        ctx.strokeRect(x - wide, Math.min(y, down(0)), 2 * wide, Math.abs(y - down(0)));
      }
    } else if (low <= high) {
      const steps = across(header.dt) - across(0) > 8; // the sum's own rectangles, where they can be seen
      ctx.beginPath();
      ctx.moveTo(across(at(low) - header.dt / 2), down(0));
      for (let i = low; i <= high; i++) {
        const y = down(f[i] * h[k - i]);
        if (steps || i === low) ctx.lineTo(across(at(i) - header.dt / 2), y);
        if (!steps) ctx.lineTo(across(at(i)), y);
        if (steps || i === high) ctx.lineTo(across(at(i) + header.dt / 2), y);
      }
      ctx.lineTo(across(at(high) + header.dt / 2), down(0));
      ctx.closePath();
      ctx.globalAlpha = 0.6;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.stroke();
    }
    curve(ctx, down, f, at, COLOURS.f, { aside: -0.5 });
    curve(ctx, down, Float32Array.from(h).reverse(), (j) => time(k) - header.h0 - (m - 1 - j) * header.dt, COLOURS.g, {
      dashed: true,
      mark: "square",
      aside: 0.5,
    });
    ctx.setLineDash([2, 4]);
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 1;
    line(ctx, across(time(k)), TOP, across(time(k)), height - FOOT);
    ctx.setLineDash([]);
    ctx.restore();
  }
  function drawBottom(look) {
    const height = width < 500 ? 190 : 220,
      { y, exact } = arrays;
    const ctx = paint.size(plots.bottom.canvas, width, height),
      down = axes(ctx, look, height, header.limits_bottom, header.discrete ? "n" : "t");
    clip(ctx, height);
    curve(ctx, down, y, time, COLOURS.y, { alpha: 0.3, mark: "open" });
    if (exact) {
      ctx.strokeStyle = look.text;
      ctx.lineWidth = 1.2;
      ctx.setLineDash([2, 4]);
      ctx.beginPath();
      for (let i = 0; i < y.length; i++) ctx.lineTo(across(time(i)), down(exact[i]));
      ctx.stroke();
      ctx.setLineDash([]);
    }
    curve(ctx, down, y, time, COLOURS.y, { to: k, mark: "open", thick: 3 });
    const x = across(time(k));
    ctx.setLineDash([2, 4]);
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 1;
    line(ctx, x, TOP, x, height - FOOT);
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, down(y[k]), 8, 0, 7);
    ctx.fillStyle = header.accent;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = "#14181f";
    ctx.stroke();
    ctx.restore();
  }
  function sentence() {
    const { f, h, y } = arrays,
      t = format(Number(time(k).toPrecision(6))),
      value = format(y[k]);
    if (!header.discrete) return `t = ${t}: the shaded area is ${value}`;
    const wrap = (v) => (v < 0 ? `(${format(v)})` : format(v)),
      terms = [];
    for (let i = Math.max(0, k - h.length + 1); i <= Math.min(f.length - 1, k); i++)
      terms.push(`${format(f[i])}·${wrap(h[k - i])}`);
    return `n = ${t}: ${terms.length > 8 ? `the sum of ${terms.length} products` : terms.join(" + ")} = ${value}`;
  }
  function frame(now) {
    pending = 0;
    if (!header || !root.isConnected) return;
    if (playing) tick(now);
    width = Math.max(240, root.clientWidth);
    const grown = Math.max(1, (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16);
    [LEFT, FOOT, TYPE] = [52 * grown, 26 * grown, 12 * grown];
    const look = paint.theme(root);
    drawTop(look);
    drawBottom(look);
    sum.textContent = sentence();
    scrub.value = String(k);
    scrub.setAttribute("aria-valuetext", sum.textContent);
    root.dataset.place = k;
    root.dataset.value = arrays.y[k];
    root.dataset.time = time(k);
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = sum.textContent;
    }, 300);
    if (playing) draw();
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function save() {
    const both = [plots.top.canvas, plots.bottom.canvas],
      page = document.createElement("canvas");
    page.width = both[0].width;
    page.height = both[0].height + both[1].height;
    const ctx = page.getContext("2d");
    ctx.fillStyle = paint.theme(root).background;
    ctx.fillRect(0, 0, page.width, page.height);
    ctx.drawImage(both[0], 0, 0);
    ctx.drawImage(both[1], 0, both[0].height);
    const link = document.createElement("a");
    link.download = `${header.file}.png`;
    link.href = page.toDataURL("image/png");
    link.click();
  }
  const resized = new ResizeObserver(() => draw());
  resized.observe(root);
  probe.addEventListener("transitionend", draw); // the probe's colour is the theme's: light ↔ dark repaints

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      plots.top.caption.replaceChildren(
        ...legend([
          ["f", COLOURS.f, header.names.f],
          ["g", COLOURS.g, header.names.g],
          ["p", header.accent, "their product"],
        ]),
      );
      plots.bottom.caption.replaceChildren(
        ...legend([
          ["y", COLOURS.y, header.names.y],
          ...(arrays.exact ? [["e", "currentColor", "the integral, worked out by hand (dotted)"]] : []),
        ]),
      );
      plots.top.stack.setAttribute(
        "aria-label",
        `${header.names.f} and ${header.names.g}. Left and right arrow keys slide, space plays, Enter pins.`,
      );
      plots.bottom.stack.setAttribute(
        "aria-label",
        `${header.names.y}. Left and right arrow keys move the marker, space plays, Enter pins.`,
      );
      scrub.min = String(first());
      scrub.max = String(final());
      pin = header.pin;
      if (header.id !== seen || pin !== null) k = header.start;
      seen = header.id;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
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

function legend(items) {
  return items.map(([, colour, text]) => {
    const item = document.createElement("span"),
      swatch = document.createElement("i");
    item.style.cssText = "display:inline-flex;align-items:center;gap:.4rem;margin:0 .7rem";
    swatch.style.cssText = `display:inline-block;width:1.1rem;height:.35rem;border-radius:.2rem;background:${colour};outline:1px solid #0004`;
    item.append(swatch, text);
    return item;
  });
}
