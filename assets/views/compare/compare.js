// Several results of one computation under one pointer: numbers or pictures, with the same cell lit in all of them.

import { bar } from "../../shared/bar.js";
import { view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    send,
    panels = [],
    at = { r: 0, q: 0, p: 0 },
    pin = null,
    hover = false,
    pending = 0,
    saying = 0;
  const make = (tag, name, parent) => {
    const node = document.createElement(tag);
    node.className = name;
    parent.append(node);
    return node;
  };
  const board = make("div", "board", root),
    scale = make("div", "board", root),
    colours = make("canvas", "", scale),
    sum = make("p", "sum", root),
    status = make("p", "hidden", root),
    probe = make("i", "probe", root);
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");

  function panel(info, index) {
    const figure = make("figure", "", board),
      stack = make("div", "stack", figure),
      caption = make("figcaption", "", figure);
    const p = {
      info,
      index,
      figure,
      stack,
      base: make("canvas", "", stack),
      overlay: make("canvas", "", stack),
      rows: info.shape[0],
      columns: info.shape[1],
    };
    const size = p.rows === 1 ? `${p.columns} value${p.columns === 1 ? "" : "s"}` : `${p.rows} × ${p.columns}`;
    caption.textContent = `${info.name}: ${size}`;
    stack.tabIndex = 0;
    stack.setAttribute("role", "application");
    stack.setAttribute("aria-label", `${info.name}, ${size}. Arrow keys move the cell, Enter pins it.`);
    const where = (event) => {
      const box = p.overlay.getBoundingClientRect();
      at = {
        p: index,
        r: clamp(Math.floor((event.clientY - box.top) / p.cy), p.rows),
        q: clamp(Math.floor((event.clientX - box.left) / p.cx), p.columns),
      };
    };
    for (const kind of ["pointermove", "pointerdown"])
      p.overlay.addEventListener(kind, (event) => {
        hover = true;
        where(event);
        draw();
      });
    p.overlay.addEventListener("pointerleave", () => {
      hover = false;
      if (pin) at = { ...pin, p: 0 };
      draw();
    });
    p.overlay.addEventListener("click", (event) => {
      where(event);
      fix();
    });
    stack.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (step) at = { p: index, r: clamp(at.r + step[0], p.rows), q: clamp(at.q + step[1], p.columns) };
      else if (event.key === "Enter") fix();
      else return;
      event.preventDefault();
      event.stopPropagation();
      draw();
    });
    return p;
  }
  const clamp = (value, count) => Math.min(count - 1, Math.max(0, value));
  function fix() {
    pin = pin && pin.r === at.r && pin.q === at.q ? null : { r: at.r, q: at.q };
    send("pin", pin ? [pin.r, pin.q] : null);
    draw();
  }

  function layout() {
    const width = Math.max(240, root.clientWidth),
      tall = Math.min(560, Math.max(240, window.innerHeight * 0.5));
    const columns = Math.max(...panels.map((p) => p.columns)),
      rows = Math.max(...panels.map((p) => p.rows));
    const flat = rows === 1,
      photo = Math.max(columns, rows) > 32,
      beside = flat || width < 620 ? 1 : panels.length;
    const cell = Math.min(photo ? 24 : 64, (width - 8 - (beside - 1) * 24) / beside / columns, flat ? 64 : tall / rows);
    board.style.flexDirection = flat || beside === 1 ? "column" : "row";
    for (const p of panels) {
      p.cx = cell;
      p.cy = flat ? Math.max(cell, 34) : cell;
      p.numbers = !photo && p.cx >= (flat ? 18 : paint.NUMBERS_FROM) && p.cy >= paint.NUMBERS_FROM;
    }
  }

  function frame() {
    pending = 0;
    if (!header || !root.isConnected) return;
    const look = paint.theme(root),
      luts = { diverging: arrays.diverging, sequential: arrays.sequential };
    bar(colours, paint.colourer(luts, panels[0].info.show, panels[0].info.limits), panels[0].info.limits, look);
    for (const p of panels) {
      const width = p.columns * p.cx,
        height = p.rows * p.cy,
        values = arrays[p.info.array];
      const stamp = [header.id, width, height, look.text, look.background].join();
      const colour = paint.colourer(luts, p.info.show, p.info.limits),
        cell = (y, x) => values[y * p.columns + x];
      if (p.stamp !== stamp) {
        const ctx = paint.size(p.base, width, height);
        if (p.numbers)
          paint.grid(
            ctx,
            p.rows,
            p.columns,
            p.cx,
            p.cy,
            (y, x) => ({ value: cell(y, x), colour: colour(cell(y, x)) }),
            look,
          );
        else
          paint.picture(
            ctx,
            paint.raster(p.rows, p.columns, (y, x) => colour(cell(y, x))),
            width,
            height,
          );
        p.stamp = stamp;
      }
      const over = paint.size(p.overlay, width, height);
      if (at.r < p.rows && at.q < p.columns)
        paint.outline(over, at.q * p.cx, at.r * p.cy, p.cx, p.cy, header.accent, {
          line: 3,
          least: 9,
          fill: pin && !hover ? 0.25 : 0,
        });
    }
    const place = panels.every((p) => p.rows === 1) ? `[${at.q}]` : `[${at.r}, ${at.q}]`;
    const text =
      `at ${place}:  ` +
      panels
        .map(
          (p) =>
            `${p.info.name} = ${at.r < p.rows && at.q < p.columns ? format(arrays[p.info.array][at.r * p.columns + at.q]) : "none"}`,
        )
        .join(",  ");
    sum.textContent = text;
    root.dataset.row = at.r;
    root.dataset.column = at.q;
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  const again = () => {
    if (panels.length) {
      layout();
      panels.forEach((p) => {
        p.stamp = "";
      });
      draw();
    }
  };
  const resized = new ResizeObserver(() => requestAnimationFrame(again));
  resized.observe(root);
  probe.addEventListener("transitionend", again);

  let structure = "";
  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      const now = JSON.stringify(header.panels.map(({ name, shape }) => [name, shape]));
      if (now !== structure) {
        board.replaceChildren();
        panels = header.panels.map(panel);
        structure = now;
      }
      panels.forEach((p, i) => {
        p.info = header.panels[i];
      });
      pin = header.pin ? { r: header.pin[0], q: header.pin[1] } : null;
      at = { r: header.start[0], q: header.start[1], p: 0 };
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      layout();
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
