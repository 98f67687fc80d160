// The receptive field of one unit, drawn on the picture, layer by layer.
// All fields arrive once; moving the unit, the layer slider and playing are look-ups here and send nothing.
import { el, view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import * as fields from "./fields.js";

const { centre, clamp, unitAt } = fields;
const EVERY = 700; // ms a layer stays while the field grows
const RINGS = 7; // fields of earlier layers drawn inside the current one
const ICONS = { play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z" };

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "receptive", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    photo,
    send = (..._sent) => {},
    structure = "",
    pending = 0,
    timer = 0,
    saying = 0,
    playing = 0;
  const at = { layer: 0, unit: [0, 0] };
  let hover = null; // the unit under the pointer, while it is there

  // ---- the frame
  const panel = (name, caption) => {
    const base = el("canvas", { "aria-hidden": "true" }),
      overlay = el("canvas", { "aria-hidden": "true" });
    const stack = el("div", { class: "stack" }, base, overlay),
      text = el("figcaption", { text: caption });
    return {
      name,
      base,
      overlay,
      stack,
      text,
      figure: el("figure", { class: name }, stack, text),
      width: 1,
      height: 1,
    };
  };
  const picture = panel("picture", "picture"),
    map = panel("map", "feature map"),
    sees = panel("sees", "what the unit sees");
  sees.stack.setAttribute("role", "img");
  sees.overlay.remove(); // nothing is pointed at there
  for (const p of [picture, map]) {
    p.stack.tabIndex = 0;
    p.stack.setAttribute("role", "application");
  }
  const side = el("div", { class: "side" }, map.figure, sees.figure),
    board = el("div", { class: "board" }, picture.figure, side);
  const sum = el("p", { class: "sum" }),
    status = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const slider = el("input", {
    type: "range",
    min: 0,
    step: 1,
    class: "scrub",
    "aria-label": "Layer",
    oninput: () => {
      pause();
      choose(Number(slider.value));
    },
  });
  const play = el("button", { type: "button", onclick: () => (playing ? pause() : start()) });
  const pin = el("button", {
    type: "button",
    text: "Work it out below",
    title: "The numbers below are those of this layer and unit",
    onclick: () => keep(),
  });
  const name = el("span", { class: "name" }),
    sizes = el("canvas", { class: "sizes", "aria-hidden": "true" });
  const probe = el("i", { class: "probe" });
  const legend = el("p", { class: "legend" });
  root.append(board, sum, el("div", { class: "bar" }, play, slider, name, pin), sizes, legend, status, probe);
  dress("play");

  function dress(icon) {
    const label = icon === "play" ? "Let the field grow" : "Stop";
    play.setAttribute("aria-label", label);
    play.title = label;
    play.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path fill="currentColor" d="${ICONS[icon]}"/></svg>`;
  }

  // ---- what a unit sees
  const layer = () => header.layers[at.layer];
  const unit = () => hover ?? at.unit;
  const box = (l, at) => fields.box(arrays, l, at);

  function choose(index) {
    const l = layer(),
      here = [centre(l, 0, at.unit[0]), centre(l, 1, at.unit[1])];
    at.layer = clamp(index, header.layers.length);
    const [y, x] = here.map((p, axis) => clamp(p, header.size[axis]));
    at.unit = unitAt(layer(), y, x);
    hover = null;
    slider.value = String(at.layer);
    draw();
  }
  function move(dr, dq) {
    pause();
    hover = null;
    at.unit = [clamp(at.unit[0] + dr, layer().units[0]), clamp(at.unit[1] + dq, layer().units[1])];
    draw();
  }
  function keep() {
    at.unit = unit();
    hover = null;
    send("pin", [at.layer, ...at.unit]);
    draw();
  }
  function start() {
    if (at.layer >= header.layers.length - 1) choose(0);
    dress("pause");
    playing = setInterval(() => {
      choose(at.layer + 1);
      if (at.layer >= header.layers.length - 1) pause();
    }, EVERY);
  }
  function pause() {
    clearInterval(playing);
    playing = 0;
    dress("play");
  }

  // ---- the hand
  function pointed(p, event) {
    const r = p.overlay.getBoundingClientRect(),
      l = layer();
    const v = (event.clientY - r.top) / r.height,
      u = (event.clientX - r.left) / r.width;
    if (v < 0 || u < 0 || v >= 1 || u >= 1) return null;
    if (p === map)
      return [clamp(Math.floor(v * l.units[0]), l.units[0]), clamp(Math.floor(u * l.units[1]), l.units[1])];
    return unitAt(l, v * header.size[0] - 0.5, u * header.size[1] - 0.5);
  }
  for (const p of [picture, map]) {
    p.overlay.addEventListener("pointermove", (e) => {
      hover = pointed(p, e);
      draw();
    });
    p.overlay.addEventListener("pointerleave", () => {
      hover = null;
      draw();
    });
    p.overlay.addEventListener("click", (e) => {
      hover = pointed(p, e);
      if (hover) keep();
    });
  }
  sizes.addEventListener("pointerdown", (e) => {
    const r = sizes.getBoundingClientRect();
    pause();
    choose(Math.floor(((e.clientX - r.left) / r.width) * header.layers.length));
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.getAttribute?.("role") !== "application") return;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (moves[event.key]) move(...moves[event.key]);
    else if (event.key === "PageUp") {
      pause();
      choose(at.layer + 1);
    } else if (event.key === "PageDown") {
      pause();
      choose(at.layer - 1);
    } else if (event.key === " ") {
      if (playing) pause();
      else start();
    } else if (event.key === "Enter") keep();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- sizes of the panels
  function layout() {
    const width = Math.max(240, root.clientWidth),
      [H, W] = header.size,
      stacked = width < 720;
    root.classList.toggle("stacked", stacked);
    const tall = Math.min(760, Math.max(260, window.innerHeight * 0.68)),
      room = stacked ? width - 4 : width - 290;
    const scale = Math.min(room / W, tall / H, 24);
    picture.width = W * scale;
    picture.height = H * scale;
    const [h, w] = layer().units,
      box = stacked ? Math.min(180, width / 2 - 16) : 230,
      cell = Math.min(box / Math.max(h, w), 40);
    map.width = Math.max(6, w * cell);
    map.height = Math.max(6, h * cell);
    sees.width = sees.height = box;
    for (const p of [picture, sees]) p.text.style.maxWidth = `${p.width}px`;
    map.text.style.maxWidth = `${box}px`;
  }

  // ---- drawing
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function frame() {
    pending = 0;
    if (!header || !root.isConnected) return;
    layout();
    const look = paint.theme(root),
      l = layer(),
      u = unit(),
      seen = box(l, u);
    drawPicture(l, u, seen);
    drawMap(l, u, look);
    drawSeen(l, u, seen, look);
    drawSizes(look);
    const text = sentence(l, u, seen);
    sum.textContent = text;
    name.textContent = `${at.layer + 1} of ${header.layers.length}`;
    slider.setAttribute("aria-valuetext", `${l.name}, ${l.size.join(" by ")} pixels`);
    map.text.textContent = `${l.name}: ${l.shape.join(" × ")}`;
    map.stack.setAttribute(
      "aria-label",
      `feature map of ${l.name}, ${l.units[0]} rows by ${l.units[1]} columns. Arrow keys choose a unit, page up and page down a layer, Enter works it out below.`,
    );
    picture.stack.setAttribute(
      "aria-label",
      `picture of ${header.size[0]} rows by ${header.size[1]} columns with the receptive field. Arrow keys choose a unit, page up and page down a layer.`,
    );
    sees.stack.setAttribute(
      "aria-label",
      seen ? `the ${seen.height} by ${seen.width} pixels that the unit sees` : "the unit sees padding only",
    );
    Object.assign(root.dataset, {
      layer: l.name,
      row: u[0],
      column: u[1],
      box: seen ? [seen.x, seen.y, seen.width, seen.height].join() : "",
      frames: Number(root.dataset.frames || 0) + 1,
    });
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
  }
  function drawPicture(l, u, seen) {
    const scale = picture.width / header.size[1];
    if (picture.base.dataset.drawn !== `${header.id} ${picture.width}`) {
      paint.picture(paint.size(picture.base, picture.width, picture.height), photo, picture.width, picture.height);
      picture.base.dataset.drawn = `${header.id} ${picture.width}`;
    }
    const ctx = paint.size(picture.overlay, picture.width, picture.height);
    if (!seen) return;
    ctx.fillStyle = "rgba(0,0,0,.45)"; // all that the unit does not see
    ctx.beginPath();
    ctx.rect(0, 0, picture.width, picture.height);
    ctx.rect(seen.x * scale, seen.y * scale, seen.width * scale, seen.height * scale);
    ctx.fill("evenodd");
    const middle = [0, 1].map((axis) => clamp(centre(l, axis, u[axis]), header.size[axis]));
    const inner = header.layers
      .slice(0, at.layer)
      .filter((one, i, all) => one.size[0] < l.size[0] && one.size[0] > (all[i - 1]?.size[0] ?? 0));
    const step = Math.max(1, inner.length / RINGS);
    ctx.strokeStyle = "rgba(255,255,255,.8)";
    ctx.lineWidth = 1;
    for (let i = inner.length - 1; i >= 0; i -= step) {
      const ring = box(inner[Math.round(i)], unitAt(inner[Math.round(i)], middle[0], middle[1]));
      if (ring)
        ctx.strokeRect(ring.x * scale + 0.5, ring.y * scale + 0.5, ring.width * scale - 1, ring.height * scale - 1);
    }
    paint.outline(ctx, seen.x * scale, seen.y * scale, seen.width * scale, seen.height * scale, header.accent, {
      line: 3,
      least: 9,
    });
  }
  function drawMap(l, [r, q], look) {
    const [h, w] = l.units,
      cx = map.width / w,
      cy = map.height / h,
      ctx = paint.size(map.base, map.width, map.height);
    ctx.fillStyle = look.background;
    ctx.fillRect(0, 0, map.width, map.height);
    ctx.strokeStyle = look.line;
    ctx.lineWidth = 1;
    if (cx >= 4) {
      ctx.beginPath();
      for (let i = 1; i < h; i++) {
        ctx.moveTo(0, i * cy);
        ctx.lineTo(map.width, i * cy);
      }
      for (let i = 1; i < w; i++) {
        ctx.moveTo(i * cx, 0);
        ctx.lineTo(i * cx, map.height);
      }
      ctx.stroke();
    }
    ctx.strokeRect(0.5, 0.5, map.width - 1, map.height - 1);
    paint.outline(paint.size(map.overlay, map.width, map.height), q * cx, r * cy, cx, cy, header.accent, {
      line: 3,
      least: 11,
      fill: 0.6,
    });
  }
  function drawSeen(l, [r, q], seen, look) {
    const ctx = paint.size(sees.base, sees.width, sees.height),
      side = Math.max(...l.size),
      scale = sees.width / side;
    ctx.fillStyle = look.background;
    ctx.fillRect(0, 0, sees.width, sees.height);
    const first = [r, q].map((i, axis) => centre(l, axis, i) - (l.size[axis] - 1) / 2);
    const left = (sees.width - l.size[1] * scale) / 2,
      top = (sees.height - l.size[0] * scale) / 2;
    paint.hatch(ctx, left, top, l.size[1] * scale, l.size[0] * scale);
    if (!seen) return;
    ctx.imageSmoothingEnabled = scale < 1;
    ctx.drawImage(
      photo,
      seen.x,
      seen.y,
      seen.width,
      seen.height,
      left + (seen.x - first[1]) * scale,
      top + (seen.y - first[0]) * scale,
      seen.width * scale,
      seen.height * scale,
    );
  }
  function drawSizes(look) {
    const width = Math.max(240, root.clientWidth),
      height = 76,
      foot = 2,
      ctx = paint.size(sizes, width, height);
    const most = Math.max(...header.layers.map((l) => l.size[0]), header.size[0]),
      bar = width / header.layers.length;
    const y = (size) => (height - foot) * (1 - (0.96 * size) / most);
    header.layers.forEach((l, i) => {
      ctx.fillStyle = look.line;
      ctx.fillRect(i * bar + 0.5, y(l.size[0]), Math.max(1, bar - 1), height - foot - y(l.size[0]));
      if (i === at.layer)
        paint.outline(ctx, i * bar, y(l.size[0]), Math.max(5, bar), height - foot - y(l.size[0]), header.accent, {
          line: 2,
          fill: 0.6,
        });
    });
    ctx.strokeStyle = look.text;
    ctx.setLineDash([5, 4]);
    ctx.beginPath();
    ctx.moveTo(0, y(header.size[0]));
    ctx.lineTo(width, y(header.size[0]));
    ctx.stroke();
    ctx.setLineDash([]);
    legend.textContent = `receptive field by layer; dashed: the picture, ${header.size[0]} pixels high`;
  }
  function sentence(l, [r, q], seen) {
    const size = l.size[0] === l.size[1] ? `${l.size[0]} × ${l.size[0]}` : `${l.size[0]} × ${l.size[1]}`;
    const inside = !seen
      ? "padding only"
      : seen.height === l.size[0] && seen.width === l.size[1]
        ? "all inside the picture"
        : `${seen.height} × ${seen.width} of them inside the picture`;
    return `${l.name} (${l.text}): unit [${r}, ${q}] sees ${size} pixels, ${inside}; the next unit sees ${l.stride[1]} pixels further on.`;
  }

  const again = () => {
    picture.base.dataset.drawn = "";
    draw();
  };
  const resized = new ResizeObserver(() => {
    cancelAnimationFrame(timer);
    timer = requestAnimationFrame(again);
  });
  resized.observe(root);
  probe.addEventListener("transitionend", again); // the probe's colour is the theme's

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      const [H, W] = header.size;
      photo = paint.raster(H, W, (y, x) => arrays.picture.subarray((y * W + x) * 3, (y * W + x) * 3 + 3));
      const now = JSON.stringify([header.size, header.layers.map((l) => [l.name, l.units, l.size])]);
      if (now !== structure || header.pinned) {
        structure = now;
        pause();
        hover = null;
        [at.layer, ...at.unit] = header.start;
      }
      slider.max = String(header.layers.length - 1);
      slider.value = String(at.layer);
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      picture.text.textContent = `${header.caption} ${H} × ${W}`;
      picture.base.dataset.drawn = "";
      draw();
    },
    destroy() {
      pause();
      resized.disconnect();
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      pending = 0;
      root.remove();
    },
  };
}
