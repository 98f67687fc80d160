// The window explorer: input, kernel, output and the window between them.
// Arrays arrive once; hovering, scrubbing and playing are index look-ups here and send nothing to the server.
import { el, view } from "../../shared/dom.js";
import { brief, format } from "../../shared/format.js";
import { makeModel } from "../../shared/model.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { foresee } from "./preview.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 30, 100, 1000, 10000]; // positions a second
const POOLS = { max: "max", mean: "mean", l2: "L2" };
const MOST_VALUES = 16; // a longer list of values says how many they are
const MARGIN = 2; // cells of neighbourhood shown around the window
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M18 6v12l-8.5-6zM6 6h2v12H6z",
  next: "M6 6v12l8.5-6zM16 6h2v12h-2z",
  unpin: "M7 3h10v2l-2 1v5l3 3v2h-5v5l-1 1-1-1v-5H6v-2l3-3V6L7 5z",
  full: "M5 5h5v2H7v3H5zm9 0h5v5h-2V7h-3zM5 14h2v3h3v2H5zm12 0h2v5h-5v-2h3z",
};

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    m,
    pin,
    send = (..._sent) => {};
  let panels = [],
    luts,
    structure = "",
    pending = 0,
    timer = 0,
    saying = 0;
  const at = { f: 0, r: 0, q: 0 };
  let hover = null; // {kind: "out" | "in" | "k", ...}: what the pointer is on
  let seen = "",
    loose = false,
    playing = false,
    revealed = Infinity,
    last = 0,
    carry = 0,
    rate = SPEEDS[2];

  // ---- the frame around the panels
  const board = el("div", { class: "board" }),
    detail = el("div", { class: "detail" });
  const sum = el("p", { class: "sum" }),
    status = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const dress = (node, label, name) => {
    node.setAttribute("aria-label", label);
    node.title = label;
    node.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path fill="currentColor" d="${ICONS[name]}"/></svg>`;
    return node;
  };
  const button = (label, name, onclick) => dress(el("button", { type: "button", onclick }), label, name);
  const play = button("Play", "play", () => (playing ? pause() : start()));
  const scrub = el("input", {
    type: "range",
    min: 0,
    step: 1,
    value: 0,
    class: "scrub",
    "aria-label": "Output position",
    oninput: () => {
      pause();
      go(Number(scrub.value));
      revealed = Number(scrub.value);
      draw(true);
    },
  });
  const speed = el(
    "select",
    {
      "aria-label": "Speed",
      title: "Speed",
      onchange: () => {
        rate = Number(speed.value);
      },
    },
    ...SPEEDS.map((s) => el("option", { value: s, text: `${s} a second` })),
  );
  speed.value = String(rate);
  const filter = el("select", {
    "aria-label": "Output channel",
    title: "Output channel",
    onchange: () => {
      at.f = Number(filter.value);
      hover = null;
      draw(true);
    },
  });
  const unpin = button("Release the pin", "unpin", () => setPin(null));
  const full = button("Full screen", "full", () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.(),
  );
  const bar = el(
    "div",
    { class: "bar" },
    button("Previous position", "back", () => step(-1)),
    play,
    button("Next position", "next", () => step(1)),
    scrub,
    speed,
    filter,
    unpin,
    full,
  );
  const probe = el("i", { class: "probe" });
  root.append(board, detail, sum, bar, status, probe);

  // ---- where we are
  const index = () => at.r * m.Wo + at.q;
  function go(i) {
    hover = null;
    loose = true;
    i = Math.min(m.Ho * m.Wo - 1, Math.max(0, i));
    at.r = Math.floor(i / m.Wo);
    at.q = i % m.Wo;
    share();
    draw();
  }
  function move(dr, dq) {
    pause();
    if (pin && !loose) [at.r, at.q] = pin;
    hover = null;
    loose = true;
    revealed = Infinity;
    at.r = Math.min(m.Ho - 1, Math.max(0, at.r + dr));
    at.q = Math.min(m.Wo - 1, Math.max(0, at.q + dq));
    share();
    draw(true);
  }
  function step(d) {
    pause();
    revealed = Infinity;
    go(index() + d);
    draw(true);
  }
  function start() {
    if (index() >= m.Ho * m.Wo - 1) go(0);
    playing = true;
    revealed = index();
    last = performance.now();
    carry = 0;
    dress(play, "Pause", "pause");
    draw(true);
  }
  function pause() {
    if (!playing) return;
    playing = false;
    dress(play, "Play", "play");
  }
  function tick(now) {
    carry += ((now - last) / 1000) * rate;
    last = now;
    const steps = Math.floor(carry);
    if (!steps) return;
    carry -= steps;
    go(index() + steps);
    revealed = index();
    if (index() >= m.Ho * m.Wo - 1) {
      pause();
      revealed = Infinity;
    }
    draw(true);
  }
  function setPin(value) {
    pin = value;
    loose = false;
    if (pin) [at.r, at.q] = pin;
    send("pin", pin ? [pin[0], pin[1]] : null);
    draw();
  }
  function share() {
    if (header.group)
      window.dispatchEvent(
        new CustomEvent("cnnviz-position", { detail: { group: header.group, r: at.r, q: at.q, from: root } }),
      );
  }
  /** @param {any} event */
  function shared({ detail: d }) {
    if (!m || d.from === root || d.group !== header.group) return;
    hover = null;
    loose = true;
    at.r = Math.min(m.Ho - 1, d.r);
    at.q = Math.min(m.Wo - 1, d.q);
    draw();
  }
  // What is lit: a hovered output, the output nearest a hovered input on a photo, the pin, or the scrubbed position.
  function active() {
    if (hover?.kind === "out") return { f: at.f, r: hover.r, q: hover.q };
    if (hover?.kind === "in" && header.photo) {
      const [r, q] = m.nearest(hover.y, hover.x);
      return { f: at.f, r, q };
    }
    if (pin && !playing && !loose) return { f: at.f, r: pin[0], q: pin[1] };
    return { ...at };
  }

  // ---- panels
  function panel(kind, plane, caption, parent, label) {
    const base = el("canvas", { "aria-hidden": "true" }),
      overlay = el("canvas", { "aria-hidden": "true" });
    const interactive = kind === "in" || kind === "out" || kind === "k" || kind === "partial";
    const stack = el("div", { class: "stack" }, base, overlay);
    const figure = el("figure", { class: kind }, stack, el("figcaption", { text: caption }));
    const p = {
      kind,
      plane,
      base,
      overlay,
      stack,
      figure,
      rows: 1,
      columns: 1,
      top: 0,
      left: 0,
      cx: 1,
      cy: 1,
      key: "",
    };
    if (interactive) {
      overlay.addEventListener("pointermove", (e) => {
        hover = point(p, e);
        if (hover) {
          pause();
          if (hover.kind === "out") revealed = Infinity;
        }
        shareHover();
        draw();
      });
      overlay.addEventListener("pointerdown", (e) => {
        hover = point(p, e);
        draw();
      });
      overlay.addEventListener("pointerleave", () => {
        hover = null;
        draw();
      });
      overlay.addEventListener("click", (e) => click(point(p, e)));
    }
    if (kind === "out")
      Object.entries({ tabindex: "0", role: "application", "aria-label": label }).forEach(([k, v]) =>
        stack.setAttribute(k, v),
      );
    else {
      stack.setAttribute("role", "img");
      stack.setAttribute("aria-label", label);
    }
    parent.append(figure);
    panels.push(p);
    return p;
  }
  function point(p, event) {
    const box = p.overlay.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) / p.cx) - p.left,
      y = Math.floor((event.clientY - box.top) / p.cy) - p.top;
    if (x + p.left < 0 || y + p.top < 0 || x + p.left >= p.columns || y + p.top >= p.rows) return null;
    if (p.kind === "k") return { kind: "k", i: y, j: x };
    return p.kind === "in" ? { kind: "in", y, x } : { kind: "out", r: y, q: x };
  }
  function shareHover() {
    if (!header.group || !hover || hover.kind === "k") return;
    const a = active();
    window.dispatchEvent(
      new CustomEvent("cnnviz-position", { detail: { group: header.group, r: a.r, q: a.q, from: root } }),
    );
  }
  function click(where) {
    if (!where || where.kind === "k") return;
    const [r, q] = where.kind === "out" ? [where.r, where.q] : m.nearest(where.y, where.x);
    revealed = Infinity;
    setPin(pin && pin[0] === r && pin[1] === q ? null : [r, q]);
  }

  function build() {
    const n = header.names,
      multi = !m.shared && m.C > 1,
      weights = m.op === "sum" || m.transposed;
    board.replaceChildren();
    detail.replaceChildren();
    panels = [];
    const rows = el("div", { class: "rows" }),
      final = el("div", { class: "final" });
    const planes = multi ? Array.from({ length: m.C }, (_, c) => c) : [0];
    for (const c of planes) {
      const row = el("div", { class: "row" });
      const channel = multi ? `, ${header.channels[c]}` : "";
      panel(
        "in",
        multi ? c : -1,
        `${n.input}${channel} ${m.H} × ${m.W}`,
        row,
        `${n.input}${channel}, ${m.H} rows by ${m.W} columns`,
      );
      row.append(el("span", { class: "operator", text: weights ? (m.transposed ? "⊛" : header.symbol) : POOLS[m.op] }));
      panel("k", c, `${n.kernel}${channel} ${m.kh} × ${m.kw}`, row, `${n.kernel}${channel}, ${m.kh} by ${m.kw}`);
      if (multi) {
        row.append(el("span", { class: "operator", text: "=" }));
        panel("partial", c, `partial result${channel}`, row, `partial result${channel}`);
      }
      rows.append(row);
    }
    final.append(
      el("span", { class: "operator", text: multi ? (header.bias ? `Σ + ${format(header.bias[0])} =` : "Σ =") : "=" }),
    );
    panel(
      "out",
      0,
      `${n.output} ${m.Ho} × ${m.Wo}`,
      final,
      `${n.output}, ${m.Ho} rows by ${m.Wo} columns. Arrow keys move the window, Enter pins it, space plays.`,
    );
    board.append(rows, final);
    if (header.histogram)
      panel(
        "histogram",
        0,
        "values of the output: how often, and their colours",
        detail,
        "histogram of the output values with the colour bar",
      );
    if (header.photo && !m.transposed)
      for (const c of planes) {
        const line = el("div", { class: "row" });
        panel("near", multi ? c : -1, "under the window", line, "magnified neighbourhood of the window");
        detail.append(line);
        if (!weights) continue;
        line.append(el("span", { class: "operator", text: "⊙" }));
        panel("weights", c, n.kernel, line, "the kernel, cell by cell");
        line.append(el("span", { class: "operator", text: "=" }));
        panel("products", c, "products", line, "products of window and kernel");
      }
    board.classList.toggle("multi", multi);
    filter.hidden = m.F < 2;
    filter.replaceChildren(
      ...Array.from({ length: m.F }, (_, f) => el("option", { value: f, text: header.filters[f] })),
    );
  }

  // ---- sizes
  function layout() {
    const width = Math.max(240, root.clientWidth),
      tall = Math.min(820, Math.max(260, window.innerHeight * 0.6));
    const multi = !m.shared && m.C > 1,
      rows = m.H + m.border.top + m.border.bottom,
      columns = m.W + m.border.left + m.border.right;
    const most = header.photo ? 24 : 84,
      k = Math.max(m.kh, m.kw);
    let side = Math.min(header.photo ? 27 : 60, Math.max(9, (header.photo ? 135 : 260) / k));
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const others = Math.max(side * m.kw, 6.5 * rem) + (multi ? 11 : m.op in POOLS ? 10 : 7) * rem; // captions, signs and gaps grow with the type
    const across = (width - others) / (columns + m.Wo * (multi ? 2 : 1));
    const limit = Math.min(most, tall / Math.max(rows, m.Ho) / (multi && !header.photo ? 1 : multi ? 0.55 * m.C : 1));
    let cell = Math.min(limit, across);
    const stacked = across < (header.photo ? 0 : paint.NUMBERS_FROM) || (width < 620 && (header.photo || across < 44));
    if (stacked) cell = Math.min(limit, (width - 6) / Math.max(columns, m.Wo), most);
    if (!header.photo) side = Math.min(side, Math.max(cell, 30));
    root.classList.toggle("stacked", stacked);
    for (const p of panels) {
      const wide = {
        in: [rows, columns, m.border.top, m.border.left],
        out: [m.Ho, m.Wo, 0, 0],
        partial: [m.Ho, m.Wo, 0, 0],
        k: [m.kh, m.kw, 0, 0],
      }[p.kind];
      if (wide) {
        [p.rows, p.columns, p.top, p.left] = wide;
        p.cx = p.cy = p.kind === "k" ? side : cell;
        // 1×4000 pictures stay visible: no panel is thinner than 12 px
        if (p.kind !== "k") {
          p.cx = Math.max(p.cx, 12 / p.columns);
          p.cy = Math.max(p.cy, 12 / p.rows);
        }
        p.width = p.columns * p.cx;
        p.height = p.rows * p.cy;
      } else if (p.kind === "histogram") {
        p.width = Math.min(width, 420);
        p.height = 110;
      } else {
        const span = [(m.kh - 1) * m.dh + 1, (m.kw - 1) * m.dw + 1];
        const near = p.kind === "near";
        p.rows = near ? span[0] + 2 * MARGIN : m.kh;
        p.columns = near ? span[1] + 2 * MARGIN : m.kw;
        const room = Math.min(width < 620 ? width - 8 : (width - 140) / 3, 300);
        p.cx = p.cy = Math.max(4, Math.min(48, room / Math.max(p.rows, p.columns)));
        p.width = p.columns * p.cx;
        p.height = p.rows * p.cy;
      }
      p.numbers = Math.min(p.cx, p.cy) >= paint.NUMBERS_FROM;
    }
  }

  // ---- still pictures: drawn when data, size, theme or reveal change
  const inputColour = (_c) =>
    paint.colourer(luts, header.input_show === "signed" ? "signed" : "grey", header.input_limits);
  const outputColour = () => paint.colourer(luts, header.show === "picture" ? "grey" : header.show, header.limits);
  function inputPixel(plane) {
    const one = inputColour(),
      rgb = plane < 0 && m.C === 3;
    const c = plane < 0 ? 0 : plane,
      to = (v) => Math.min(255, Math.max(0, Math.round(v * 255)));
    if (rgb) return (y, x) => [to(m.inputAt(0, y, x)), to(m.inputAt(1, y, x)), to(m.inputAt(2, y, x))];
    return (y, x) => one(m.inputAt(c, y, x));
  }
  const planeOf = (p) => (p.plane < 0 ? (m.shared ? at.f : 0) : p.plane);
  function still(p, look) {
    const ctx = paint.size(p.base, p.width, p.height);
    if (p.kind === "in") {
      const pixel = inputPixel(p.plane),
        zero = header.padding_mode === "zeros" || m.op === "max";
      if (p.numbers && (p.plane >= 0 || m.C === 1)) {
        const c = Math.max(0, p.plane);
        return paint.grid(
          ctx,
          p.rows,
          p.columns,
          p.cx,
          p.cy,
          (y, x) => ({
            value: m.inputAt(c, y - p.top, x - p.left),
            colour: pixel(y - p.top, x - p.left),
            padded: !m.inside(y - p.top, x - p.left),
          }),
          look,
        );
      }
      const key = [header.input_id, p.plane, p.rows, p.columns, p.top, p.left, header.padding_mode].join();
      if (p.key !== key) {
        p.raster = paint.raster(p.rows, p.columns, (y, x) => pixel(y - p.top, x - p.left));
        p.key = key;
      }
      paint.picture(ctx, p.raster, p.width, p.height);
      const [top, bottom, left, right] = [
        m.border.top * p.cy,
        m.border.bottom * p.cy,
        m.border.left * p.cx,
        m.border.right * p.cx,
      ];
      if (zero)
        for (const [x, y, w, h] of [
          [0, 0, p.width, top],
          [0, p.height - bottom, p.width, bottom],
          [0, top, left, p.height - top - bottom],
          [p.width - right, top, right, p.height - top - bottom],
        ])
          if (w > 0 && h > 0) paint.hatch(ctx, x, y, w, h);
      if (top + bottom + left + right > 0) {
        ctx.setLineDash([4, 3]);
        ctx.strokeStyle = "#888";
        ctx.strokeRect(left, top, p.width - left - right, p.height - top - bottom);
        ctx.setLineDash([]);
      }
      return undefined;
    }
    if (p.kind === "k" || p.kind === "weights") {
      if (m.op !== "sum" && !m.transposed)
        return paint.grid(
          ctx,
          p.rows,
          p.columns,
          p.cx,
          p.cy,
          () => ({ value: 0, hidden: true, colour: [255, 255, 255] }),
          look,
        );
      let limit = 0;
      for (const f of m.shared ? [0] : [at.f])
        for (const c of m.planes(f))
          for (let i = 0; i < m.kh; i++)
            for (let j = 0; j < m.kw; j++) limit = Math.max(limit, Math.abs(m.weight(f, c, i, j)));
      const colour = paint.colourer(luts, "signed", [-limit, limit]);
      return cells(ctx, p, look, (i, j) => {
        const v = m.weight(at.f, p.plane, i, j);
        return { value: v, colour: colour(v) };
      });
    }
    if (p.kind === "out" || p.kind === "partial") {
      const colour = outputColour(),
        one = p.kind === "partial";
      const value = one ? (r, q) => arrays.partials[(p.plane * m.Ho + r) * m.Wo + q] : (r, q) => m.out(at.f, r, q);
      const hidden = (r, q) => r * m.Wo + q > revealed;
      const back = [128, 128, 128],
        to = (v) => Math.min(255, Math.max(0, Math.round(v * 255)));
      if (p.numbers)
        return paint.grid(
          ctx,
          p.rows,
          p.columns,
          p.cx,
          p.cy,
          (r, q) => ({ value: value(r, q), colour: colour(value(r, q)), hidden: hidden(r, q) }),
          look,
        );
      const composite = header.composite && !one;
      const key = [header.output_id, composite ? "" : at.f, p.rows, p.columns, header.show, header.limits].join();
      if (p.key !== key) {
        const area = m.Ho * m.Wo,
          plane = (f) => (one ? arrays.partials : arrays.output).subarray(f * area, (f + 1) * area);
        p.raster = composite
          ? paint.raster(p.rows, p.columns, (r, q) => [to(m.out(0, r, q)), to(m.out(1, r, q)), to(m.out(2, r, q))])
          : paint.map(
              p.rows,
              p.columns,
              plane(one ? p.plane : at.f),
              luts,
              header.show === "picture" ? "grey" : header.show,
              header.limits,
            );
        p.key = key;
      }
      paint.picture(ctx, p.raster, p.width, p.height);
      if (revealed < m.Ho * m.Wo - 1) {
        ctx.fillStyle = `rgb(${back.join(",")})`;
        const r = Math.floor(revealed / m.Wo),
          q = revealed % m.Wo;
        ctx.fillRect((q + 1) * p.cx, r * p.cy, p.width, p.cy);
        ctx.fillRect(0, (r + 1) * p.cy, p.width, p.height);
      }
    }
    return undefined;
  }
  function cells(ctx, p, look, cell) {
    if (p.numbers) return paint.grid(ctx, p.rows, p.columns, p.cx, p.cy, cell, look);
    return paint.picture(
      ctx,
      paint.raster(p.rows, p.columns, (y, x) => cell(y, x).colour),
      p.width,
      p.height,
    );
  }

  // ---- lit cells: drawn on every move of the hand
  function lit(p, look) {
    if (p.kind === "near" || p.kind === "products") return magnified(p, look);
    const ctx = paint.size(p.overlay, p.width, p.height),
      accent = header.accent,
      a = active();
    const box = (y, x, options) =>
      paint.outline(ctx, (x + p.left) * p.cx, (y + p.top) * p.cy, p.cx, p.cy, accent, options);
    if (p.kind === "histogram") {
      return paint.histogram(
        ctx,
        p.width,
        p.height,
        header.histogram,
        outputColour(),
        look,
        m.out(a.f, a.r, a.q),
        accent,
      );
    }
    const on = hover?.kind;
    if (p.kind === "in") {
      if (on === "k") return reached(ctx, p, accent);
      if (on === "in" && !header.photo) return box(hover.y, hover.x, { line: 4, fill: 0.25 });
      const list = m.terms(a.f, a.r, a.q, planeOf(p));
      const best = m.op === "max" ? winner(list) : null;
      if (p.cx >= 7) for (const t of list) box(t.y, t.x, { line: t === best ? 5 : 2, fill: t === best ? 0.4 : 0.18 });
      if (list.length) {
        const ys = list.map((t) => t.y),
          xs = list.map((t) => t.x),
          y = Math.min(...ys),
          x = Math.min(...xs);
        paint.outline(
          ctx,
          (x + p.left) * p.cx,
          (y + p.top) * p.cy,
          (Math.max(...xs) - x + 1) * p.cx,
          (Math.max(...ys) - y + 1) * p.cy,
          accent,
          { line: 3, least: 11 },
        );
      }
      return undefined;
    }
    if (p.kind === "k") {
      if (on === "k") return box(hover.i, hover.j, { line: 4, fill: 0.2 });
      if (on === "in") m.outputsOf(hover.y, hover.x).forEach(({ i, j }) => box(i, j, { line: 2 }));
      return undefined;
    }
    if (p.kind === "out" || p.kind === "partial") {
      if (on === "k") return undefined;
      if (on === "in" && !header.photo)
        return m.outputsOf(hover.y, hover.x).forEach(({ r, q }) => box(r, q, { line: 3, fill: 0.3 }));
      if (on === "in")
        m.outputsOf(hover.y, hover.x).forEach(({ r, q }) => paint.tint(ctx, q * p.cx, r * p.cy, p.cx, p.cy, accent));
      return box(a.r, a.q, { line: 3, least: 9, fill: pin ? 0.25 : 0 });
    }
    return undefined;
  }
  const winner = (list) => list.reduce((b, t) => (t.value > b.value ? t : b), list[0]);
  function reached(ctx, p, accent) {
    const g = m.reach(hover.i, hover.j);
    if (g.rows * g.columns > 5000 || p.cx < 4) {
      const [x, y] = [(g.x + p.left) * p.cx, (g.y + p.top) * p.cy],
        [w, h] = [((g.columns - 1) * g.sw + 1) * p.cx, ((g.rows - 1) * g.sh + 1) * p.cy];
      paint.tint(ctx, x, y, w, h, accent, 0.3);
      return paint.outline(ctx, x, y, w, h, accent, { line: 3 });
    }
    for (let r = 0; r < g.rows; r++)
      for (let q = 0; q < g.columns; q++)
        paint.outline(ctx, (g.x + q * g.sw + p.left) * p.cx, (g.y + r * g.sh + p.top) * p.cy, p.cx, p.cy, accent, {
          line: 2,
          fill: 0.3,
        });
    return undefined;
  }
  function magnified(p, look) {
    const a = active(),
      c = planeOf(p),
      origin = m.meet(a.r, a.q, 0, 0) ?? [0, 0];
    const ctx = paint.size(p.base, p.width, p.height),
      over = paint.size(p.overlay, p.width, p.height);
    if (p.kind === "products") {
      const list = m.terms(a.f, a.r, a.q, c),
        limit = Math.max(...list.map((t) => Math.abs(t.product)), 1e-12);
      const colour = paint.colourer(luts, "signed", [-limit, limit]),
        table = new Map(list.map((t) => [t.i * m.kw + t.j, t.product]));
      cells(ctx, p, look, (i, j) => {
        const v = table.get(i * m.kw + j) ?? 0;
        return { value: v, colour: colour(v) };
      });
      if (hover?.kind === "k")
        paint.outline(over, hover.j * p.cx, hover.i * p.cy, p.cx, p.cy, header.accent, { line: 3 });
      return undefined;
    }
    const [y0, x0] = [origin[0] - MARGIN, origin[1] - MARGIN],
      one = inputColour();
    const gray = (y, x) => one(m.inputAt(c, y, x)),
      pixel = p.plane < 0 && m.C === 3 && !m.shared ? inputPixel(-1) : gray;
    const beyond = (y, x) =>
      y < -m.border.top || x < -m.border.left || y >= m.H + m.border.bottom || x >= m.W + m.border.right; // not even padding
    cells(ctx, p, look, (y, x) => ({
      value: m.inputAt(c, y + y0, x + x0),
      colour: beyond(y + y0, x + x0) ? [128, 128, 128] : pixel(y + y0, x + x0),
      padded: !m.inside(y + y0, x + x0),
      hidden: beyond(y + y0, x + x0),
    }));
    const mark = (i, j, rows, columns) =>
      paint.outline(
        over,
        (j + MARGIN) * p.cx - 2,
        (i + MARGIN) * p.cy - 2,
        columns * p.cx + 4,
        rows * p.cy + 4,
        header.accent,
        { line: 2 },
      );
    if (m.op === "max") {
      const best = winner(m.terms(a.f, a.r, a.q, c));
      paint.outline(over, (best.j * m.dw + MARGIN) * p.cx, (best.i * m.dh + MARGIN) * p.cy, p.cx, p.cy, header.accent, {
        line: 3,
        fill: 0.4,
      });
    }
    if (m.dh === 1 && m.dw === 1) return mark(0, 0, m.kh, m.kw);
    for (let i = 0; i < m.kh; i++) for (let j = 0; j < m.kw; j++) mark(i * m.dh, j * m.dw, 1, 1);
    return undefined;
  }

  // ---- the sentence below
  function sentence() {
    const a = active(),
      where = `${header.names.output}[${a.r}, ${a.q}]`,
      value = m.out(a.f, a.r, a.q);
    if (hover?.kind === "k") {
      const g = m.reach(hover.i, hover.j),
        n = g.rows * g.columns;
      if (m.op in POOLS)
        return `Cell [${hover.i}, ${hover.j}] of the window meets ${n} input value${n === 1 ? "" : "s"}: one for each output.`;
      return `Weight [${hover.i}, ${hover.j}] = ${format(m.weight(at.f, m.planes(at.f)[0], hover.i, hover.j))} multiplies ${n} input value${n === 1 ? "" : "s"}${m.transposed ? ", each for an output of its own" : ": one for each output"}.`;
    }
    if (hover?.kind === "in" && !header.photo) {
      const n = m.outputsOf(hover.y, hover.x).length;
      if (m.transposed && header.names.input !== "input")
        return `${header.names.input} [${hover.y}, ${hover.x}] reaches ${n} cell${n === 1 ? "" : "s"} of ${header.names.output}`;
      const padded = m.inside(hover.y, hover.x) ? "Input" : "Padded input";
      return `${padded} [${hover.y}, ${hover.x}] = ${format(m.inputAt(0, hover.y, hover.x))} is used by ${n} output value${n === 1 ? "" : "s"}.`;
    }
    const planes = m.planes(a.f),
      all = planes.flatMap((c) => m.terms(a.f, a.r, a.q, c)),
      b = m.bias(a.f);
    if (m.op in POOLS) {
      const values = all.map((t) => brief(t.value)),
        few = all.length <= MOST_VALUES;
      if (m.op !== "l2")
        return `${where} = ${m.op}(${few ? values.join(", ") : `${all.length} values`}) = ${format(value)}`;
      const squares = few
        ? values.map((v) => (v.startsWith("−") ? `(${v})²` : `${v}²`)).join(" + ")
        : `sum of ${all.length} squares`;
      const scale = all.length < m.kh * m.kw ? `${m.kh * m.kw}/${all.length} · ` : ""; // torch scales a window that reaches over the end
      return `${where} = √(${scale ? `${scale}(${squares})` : squares}) = ${format(value)}`;
    }
    const wrap = (v) => (v < 0 ? `(${format(v)})` : format(v)),
      extra = header.bias ? ` + ${wrap(b)}` : "";
    if (all.length <= 9)
      return `${where} = ${all.map((t) => `${format(t.value)}·${wrap(t.weight)}`).join(" + ")}${extra} = ${format(value)}`;
    const parts =
      planes.length > 1
        ? planes.map((c) => wrap(m.terms(a.f, a.r, a.q, c).reduce((s, t) => s + t.product, 0))).join(" + ")
        : `sum of ${all.length} products`;
    return `${where} = ${parts}${extra} = ${format(value)}`;
  }

  let stale = true;
  function draw(again = false) {
    stale ||= again;
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function frame(now) {
    pending = 0;
    if (!m || !root.isConnected) return;
    if (playing) {
      tick(now);
    }
    const look = paint.theme(root);
    if (stale) {
      panels.forEach((p) => still(p, look));
      stale = false;
    }
    panels.forEach((p) => lit(p, look));
    const text = sentence();
    sum.textContent = text;
    const a = active();
    root.dataset.row = a.r;
    root.dataset.column = a.q;
    root.dataset.value = m.out(a.f, a.r, a.q);
    scrub.value = String(a.r * m.Wo + a.q);
    scrub.setAttribute("aria-valuetext", text);
    unpin.hidden = !pin;
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
    root.dataset.frames = String(Number(root.dataset.frames || 0) + 1);
    if (playing) draw();
  }

  function keys(event) {
    const grid = event.target.closest?.("[role=application]");
    if (!grid) return;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (moves[event.key]) move(...moves[event.key]);
    else if (event.key === "Home") {
      pause();
      go(0);
    } else if (event.key === "End") {
      pause();
      go(m.Ho * m.Wo - 1);
    } else if (event.key === " ") (playing ? pause : start)();
    else if (event.key === "Enter") {
      const a = active();
      click({ kind: "out", ...a });
    } else if (event.key === "Escape") setPin(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function again() {
    if (!m) return;
    layout();
    panels.forEach((p) => {
      if (p.kind !== "in" && p.kind !== "out") p.key = "";
    });
    draw(true);
  }
  const resized = new ResizeObserver(() => {
    cancelAnimationFrame(timer);
    timer = requestAnimationFrame(again);
  });
  resized.observe(root);
  root.addEventListener("keydown", keys);
  probe.addEventListener("transitionend", again); // the probe's colour is the theme's: light ↔ dark repaints
  window.addEventListener("cnnviz-position", shared);
  window.addEventListener("cnnviz-kernel", kernelEdited);
  window.addEventListener("cnnviz-output", inputForeseen);

  // ---- a kernel is being edited: what comes out is shown at once, and replaced when the server has computed it
  let arrived = null,
    awaited = null; // the last message; the edits that it does not know yet
  const edits = (stamp) => {
    awaited = { kernels: {}, input: null, ...awaited, stamp: Math.max(stamp, awaited?.stamp ?? 0) };
    return awaited;
  };
  /** @param {any} event */
  function kernelEdited({ detail }) {
    if (!arrived?.header.follows?.editors.includes(detail.editor)) return;
    edits(detail.stamp).kernels[detail.editor] = detail;
    anticipate();
  }
  /** @param {any} event */
  function inputForeseen({ detail }) {
    if (!arrived || arrived.header.follows?.output_of !== detail.key) return;
    edits(detail.stamp).input = detail;
    anticipate();
  }
  function anticipate() {
    const foreseen = foresee(arrived, awaited.kernels, awaited.input);
    if (!foreseen) return false;
    foreseen.header.output_id = `foreseen ${awaited.stamp}`;
    show(foreseen);
    root.dataset.preview = String(awaited.stamp);
    const { stamp } = awaited,
      detail = { key: header.key, stamp, values: arrays.output, shape: header.shapes.output };
    window.dispatchEvent(new CustomEvent("cnnviz-output", { detail }));
    return true;
  }

  function show(message) {
    ({ header, arrays } = message);
    luts = { diverging: arrays.diverging, sequential: arrays.sequential };
    m = makeModel(header, arrays);
    const now = JSON.stringify([
      header.shapes.input,
      header.shapes.kernel[1],
      m.C,
      m.F,
      m.kh,
      m.kw,
      m.Ho,
      m.Wo,
      header.names,
      header.photo,
      header.bias,
      m.op,
      m.shared,
      header.symbol,
      header.channels,
      Boolean(header.histogram),
    ]);
    if (now !== structure) {
      build();
      structure = now;
      hover = null;
      revealed = Infinity;
      pause();
    }
    at.f = Math.min(at.f, m.F - 1);
    at.r = Math.min(at.r, m.Ho - 1);
    at.q = Math.min(at.q, m.Wo - 1);
    pin = header.pin && header.pin[0] < m.Ho && header.pin[1] < m.Wo ? header.pin : null;
    const input = header.shapes.input.join();
    if ((pin && !loose) || input !== seen) [at.r, at.q] = pin ?? header.start;
    seen = input;
    scrub.max = String(m.Ho * m.Wo - 1);
    filter.value = String(at.f);
    root.style.setProperty("--accent", header.accent);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", header.title);
    layout();
    draw(true);
  }

  return {
    update(message, set) {
      send = set;
      arrived = message;
      // The answer to an edit before the last one tells the settings, but not what is on the screen.
      if (awaited && message.header.edit < awaited.stamp && anticipate()) return;
      if (awaited && message.header.edit >= awaited.stamp) awaited = null;
      delete root.dataset.preview;
      show(message);
      root.dataset.version = header.output_id;
    },
    destroy() {
      window.removeEventListener("cnnviz-kernel", kernelEdited);
      window.removeEventListener("cnnviz-output", inputForeseen);
      resized.disconnect();
      window.removeEventListener("cnnviz-position", shared);
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      pending = 0;
      root.remove();
    },
  };
}
