// One value of a network: the way to it, its place on the photo, and the terms that add up to it.
// Going on to a term, back along the trail, or to another value of the map sends one message; choosing the channel of a
// window is done here.
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

export default function mount({ parentElement, data, setTriggerValue }) {
  const shown = view(parentElement, "trace", create);
  shown.update(unpack(data), setTriggerValue);
  return shown.destroy;
}

const at = (index) => `[${index.join(", ")}]`;

function create(root) {
  let header,
    arrays,
    send = (..._sent) => {},
    channel = 0,
    place = "",
    cursor = null,
    probe = 0;

  const trail = el("ol", { class: "trail", "aria-label": "The way so far" });
  const panel = (caption) => {
    const base = el("canvas", { "aria-hidden": "true" }),
      overlay = el("canvas", { "aria-hidden": "true" });
    const stack = el("div", { class: "stack" }, base, overlay),
      text = el("figcaption", { text: caption });
    return { base, overlay, stack, text, figure: el("figure", {}, text, stack) };
  };
  const photo = panel("What the value sees"),
    map = panel("Its map");
  map.stack.tabIndex = 0;
  map.stack.setAttribute("role", "application");
  photo.stack.setAttribute("role", "img");
  const steps = el("ol", { class: "steps" }),
    terms = el("div", { class: "terms" });
  const status = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const right = el("section", { class: "sum" }, steps, terms);
  const left = el("div", { class: "side" }, photo.figure, map.figure);
  root.append(trail, el("div", { class: "board" }, left, right), status);
  const watch = new ResizeObserver(() => header && pictures());
  watch.observe(root);

  const go = (layer, index, instead = false) => send("go", { layer, index, instead });

  // ---- the terms
  const shape = () => header.window;
  const perChannel = () =>
    shape()
      .slice(1)
      .reduce((a, b) => a * b, 1);
  function partial(c) {
    let sum = 0;
    for (let i = c * perChannel(); i < (c + 1) * perChannel(); i++) sum += arrays.products[i];
    return sum;
  }
  function cell(i, kind) {
    const term = header.terms[i],
      value = arrays[kind][i],
      limit = limits[kind] || 1;
    const lut = arrays.diverging,
      k = Math.max(0, Math.min(255, Math.round((value / limit) * 127.5 + 127.5)));
    const colour = [lut[3 * k], lut[3 * k + 1], lut[3 * k + 2]];
    const padded = term.role === "padding",
      can = term.layer && kind !== "weights";
    const node = el(can ? "button" : "span", {
      class: `cell${padded ? " padded" : ""}${term.role === "winner" ? " winner" : ""}`,
      text: padded && kind !== "weights" ? "0" : format(value),
    });
    if (!padded || kind === "weights") {
      node.style.background = `rgb(${colour.join(",")})`;
      node.style.color = paint.ink(colour);
    }
    if (can) {
      node.type = "button";
      node.setAttribute(
        "aria-label",
        `${term.layer} ${at(term.index)}: ${format(arrays.values[i])}, product ${format(arrays.products[i])}`,
      );
      node.title = `Go on to ${term.layer} ${at(term.index)}`;
      node.onclick = () => go(term.layer, term.index);
    }
    return node;
  }
  let limits = {};
  function grid(kind, caption) {
    const [, ...size] = shape(),
      columns = size[size.length - 1] ?? 1,
      box = el("div", { class: "grid" });
    box.style.setProperty("--columns", columns);
    const first = channel * perChannel();
    for (let i = first; i < first + perChannel(); i++) box.append(cell(i, kind));
    return el(
      "figure",
      { class: kind, tabindex: 0, role: "group", "aria-label": caption },
      el("figcaption", { text: caption }),
      box,
    );
  }
  function windowed() {
    const count = shape()[0],
      largest = header.terms.some((t) => t.role === "winner");
    const sums = Array.from({ length: count }, (_, c) => partial(c));
    terms.replaceChildren();
    if (count > 1) {
      const order = sums.map((_, c) => c).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
      const list = el("select", {
        "aria-label": "Channel",
        onchange: () => {
          channel = Number(list.value);
          windowed();
        },
      });
      for (const c of order) list.append(el("option", { value: c, text: `channel ${source(c)}: ${format(sums[c])}` }));
      list.value = String(channel);
      const bars = el("canvas", { class: "bars", "aria-hidden": "true" });
      bars.addEventListener("click", (event) => {
        const r = bars.getBoundingClientRect();
        channel = Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - r.left) / r.width) * count)));
        windowed();
      });
      terms.append(el("label", { class: "pick" }, `${count} channels, the largest sum first`, list), bars);
      requestAnimationFrame(() => drawBars(bars, sums));
    }
    const grids = el("div", { class: "grids" }, grid("values", `${header.below} below`));
    if (!largest)
      grids.append(
        el("b", { text: "×" }),
        grid("weights", "weights"),
        el("b", { text: "=" }),
        grid("products", "products"),
      );
    terms.append(grids);
    const parts = [];
    if (largest) parts.push(`The largest value wins: ${format(header.total)}`);
    else {
      const all = sums.reduce((a, b) => a + b, 0);
      parts.push(`this channel adds ${format(sums[channel])}`);
      if (count > 1) parts.push(`all ${count} channels ${format(all)}`);
      if (header.bias !== null) parts.push(`the bias ${format(header.bias)}`);
      parts.push(`together ${format(header.total)}`);
    }
    terms.append(el("p", { class: "total", text: parts.join(" · ") }));
  }
  // the channel below that this one reads: in groups the first one is not 0
  function source(c) {
    for (let i = c * perChannel(); i < (c + 1) * perChannel(); i++)
      if (header.terms[i].layer) return header.terms[i].index[0];
    return c;
  }
  function drawBars(canvas, sums) {
    const width = canvas.clientWidth || 300,
      height = 56,
      ctx = paint.size(canvas, width, height),
      look = paint.theme(root);
    const most = Math.max(...sums.map(Math.abs), 1e-12),
      bar = width / sums.length;
    sums.forEach((sum, c) => {
      const h = (Math.abs(sum) / most) * (height / 2 - 2);
      ctx.fillStyle = c === channel ? header.accent : look.line;
      ctx.fillRect(c * bar, sum > 0 ? height / 2 - h : height / 2, Math.max(1, bar - 1), Math.max(1, h));
    });
    ctx.fillStyle = look.text;
    ctx.fillRect(0, height / 2, width, 1);
    canvas.style.width = "100%";
  }
  function listed() {
    terms.replaceChildren();
    const list = el("ul", { class: "list" });
    header.terms.forEach((term, i) => {
      const factor = Number.isNaN(arrays.weights[i])
        ? `${term.role}(${format(arrays.values[i])})`
        : `${format(arrays.values[i])} × ${format(arrays.weights[i])}`;
      const text = term.layer
        ? `${factor} = ${format(arrays.products[i])}`
        : `${term.role} ${format(arrays.products[i])}`;
      const name = el("span", {
        class: "where",
        text: term.layer ? `${term.layer} ${at(term.index)}` : "of the layer itself",
      });
      const node = term.layer
        ? el("button", { type: "button", onclick: () => go(term.layer, term.index) })
        : el("div", {});
      node.append(name, el("span", { text }));
      list.append(el("li", {}, node));
    });
    if (header.terms.length) terms.append(list);
    if (header.rest) terms.append(el("p", { text: `and ${header.rest.toLocaleString("en")} smaller terms` }));
    terms.append(
      el("p", {
        class: "total",
        text: header.terms.length ? `together ${format(header.total)}` : "This is a pixel: here the way ends.",
      }),
    );
  }

  // ---- pictures
  function pictures() {
    const wide = photo.figure.clientWidth || 260;
    const [H, W] = header.photo,
      scale = wide / Math.max(H, W);
    const ctx = paint.size(photo.base, W * scale, H * scale),
      bytes = arrays.photo;
    const source = paint.raster(H, W, (y, x) => {
      const k = 3 * (y * W + x);
      return [bytes[k], bytes[k + 1], bytes[k + 2]];
    });
    paint.picture(ctx, source, W * scale, H * scale);
    const over = paint.size(photo.overlay, W * scale, H * scale),
      [[top, bottom], [first, last]] = header.field;
    if (bottom > top)
      paint.outline(over, first * scale, top * scale, (last - first) * scale, (bottom - top) * scale, header.accent, {
        least: 8,
      });
    const seen = `rows ${top} to ${bottom - 1}, columns ${first} to ${last - 1}`;
    photo.text.textContent = bottom > top ? `What the value sees: ${seen}` : "The value sees padding only";
    photo.stack.setAttribute("aria-label", `The picture, ${H} by ${W} pixels, with a box around ${seen}`);

    const [h, w] = plane(),
      side = Math.min(wide / w, wide / Math.max(h, 1), 40),
      thin = h === 1 ? 28 : side;
    const limit = arrays.map.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
    const colour = paint.colourer({ diverging: arrays.diverging, sequential: arrays.sequential }, "signed", [
      -limit,
      limit,
    ]);
    paint.picture(
      paint.size(map.base, w * side, h * thin),
      paint.raster(h, w, (y, x) => colour(arrays.map[y * w + x])),
      w * side,
      h * thin,
    );
    mark();
    map.text.textContent =
      header.shape.length === 3
        ? `Map ${header.index[0]} of ${header.shape[0]}, ${h} × ${w}: click another value`
        : `${w} values: click another one`;
    map.stack.setAttribute("aria-label", `${map.text.textContent}; arrow keys move, Enter takes it`);
  }
  const plane = () =>
    header.shape.length === 3 ? header.shape.slice(1) : [1, header.shape.reduce((a, b) => a * b, 1)];
  const spot = () =>
    cursor ?? (header.shape.length === 3 ? header.index.slice(1) : [0, header.index[header.index.length - 1]]);
  function mark() {
    const [h, w] = plane(),
      width = parseFloat(map.base.style.width),
      height = parseFloat(map.base.style.height),
      [r, q] = spot();
    const over = paint.size(map.overlay, width, height);
    paint.outline(over, (q / w) * width, (r / h) * height, width / w, height / h, header.accent, { least: 9, line: 2 });
  }
  function take([r, q]) {
    const layer = header.trail[header.trail.length - 1].layer;
    go(layer, header.shape.length === 3 ? [header.index[0], r, q] : [...header.index.slice(0, -1), q], true);
  }
  map.overlay.addEventListener("click", (event) => {
    const area = map.overlay.getBoundingClientRect(),
      [h, w] = plane();
    take([
      Math.min(h - 1, Math.floor(((event.clientY - area.top) / area.height) * h)),
      Math.min(w - 1, Math.floor(((event.clientX - area.left) / area.width) * w)),
    ]);
  });
  map.stack.addEventListener("keydown", (event) => {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] },
      [h, w] = plane();
    if (moves[event.key]) {
      const [r, q] = spot(),
        [dr, dq] = moves[event.key];
      cursor = [Math.max(0, Math.min(h - 1, r + dr)), Math.max(0, Math.min(w - 1, q + dq))];
      mark();
      status.textContent = `row ${cursor[0]}, column ${cursor[1]}: ${format(arrays.map[cursor[0] * w + cursor[1]])}`;
    } else if (event.key === "Enter" && cursor) take(cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const repaint = () => {
    if (header) {
      pictures();
      if (header.window.length) windowed();
    }
  };
  const lights = matchMedia("(prefers-color-scheme: dark)");
  lights.addEventListener("change", repaint);

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      const now = `${header.trail.length}${header.trail[header.trail.length - 1].layer}${at(header.index)}${header.id}`;
      if (now !== place) {
        place = now;
        cursor = null;
        channel = 0;
        status.textContent = "";
      }
      trail.replaceChildren(
        ...header.trail.map((stop, i) => {
          const here = i === header.trail.length - 1,
            text = `${stop.layer} ${at(stop.index)} = ${format(stop.value)}`;
          const node = here
            ? el("strong", { text, "aria-current": "step" })
            : el("button", { type: "button", text, onclick: () => send("back", i) });
          return el("li", {}, node);
        }),
      );
      steps.replaceChildren(
        ...header.steps.map((step) =>
          el(
            "li",
            {},
            el("span", { class: "where", text: `${step.layer} · ${step.kind}` }),
            el("span", { text: step.text }),
          ),
        ),
      );
      limits = {};
      for (const kind of ["values", "weights", "products"])
        limits[kind] = arrays[kind].reduce((m, v) => Math.max(m, Math.abs(v) || 0), 0);
      if (header.window.length) {
        const sums = Array.from({ length: shape()[0] }, (_, c) => Math.abs(partial(c)));
        if (!channel) channel = sums.indexOf(Math.max(...sums));
        windowed();
      } else listed();
      pictures();
      root.dataset.place = `${header.trail[header.trail.length - 1].layer}:${header.index.join(",")}`;
      root.dataset.value = String(header.trail[header.trail.length - 1].value);
      probe += 1;
      root.dataset.version = String(probe);
    },
    destroy() {
      watch.disconnect();
      lights.removeEventListener("change", repaint);
      root.remove();
    },
  };
}
