// The effective receptive field on the picture, magnified, and as a cut through its middle. Pointing sends nothing.
import { view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";

const brief = (v) => String(Number(v.toPrecision(3)));

export default function mount({ parentElement, data }) {
  const shown = view(parentElement, "receptive", create);
  shown.update(unpack(data));
  return shown.destroy;
}

function create(root) {
  let header,
    arrays,
    photo,
    heat,
    glow,
    pending = 0,
    timer = 0,
    saying = 0,
    peak = 1,
    total = 1;
  let at = [0, 0]; // the pixel pointed at, inside of the theoretical field
  const node = (tag, className = "", text = "") =>
    Object.assign(document.createElement(tag), { className, textContent: text });
  const panel = (name) => {
    const base = node("canvas"),
      overlay = node("canvas"),
      stack = node("div", "stack"),
      text = node("figcaption"),
      figure = node("figure", name);
    stack.append(base, overlay);
    figure.append(stack, text);
    return { name, base, overlay, stack, text, figure, width: 1, height: 1 };
  };
  const picture = panel("picture"),
    map = panel("map"),
    cut = panel("cut");
  const side = node("div", "side"),
    board = node("div", "board"),
    sum = node("p", "sum"),
    status = node("p", "hidden"),
    probe = node("i", "probe");
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  side.append(map.figure, cut.figure);
  board.append(picture.figure, side);
  root.append(board, sum, status, probe);
  map.stack.tabIndex = 0;
  map.stack.setAttribute("role", "application");
  picture.stack.setAttribute("role", "img");
  cut.stack.setAttribute("role", "img");
  cut.overlay.remove(); // nothing is pointed at there

  const clamp = (i, n) => Math.min(n - 1, Math.max(0, i)),
    value = (y, x) => arrays.map[y * header.size + x];
  const middle = () => [(header.size - 1) / 2, (header.size - 1) / 2];
  function pointed(p, event) {
    const box = p.overlay.getBoundingClientRect(),
      u = (event.clientX - box.left) / box.width,
      v = (event.clientY - box.top) / box.height;
    const [y, x] =
      p === map
        ? [v * header.size, u * header.size]
        : [v * header.picture[0] - header.box[0], u * header.picture[1] - header.box[1]];
    at = [clamp(Math.floor(y), header.size), clamp(Math.floor(x), header.size)];
    draw();
  }
  for (const p of [picture, map]) p.overlay.addEventListener("pointermove", (event) => pointed(p, event));
  root.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move || event.target !== map.stack) return;
    at = [clamp(at[0] + move[0], header.size), clamp(at[1] + move[1], header.size)];
    draw();
    event.preventDefault();
    event.stopPropagation();
  });

  function layout() {
    const width = Math.max(240, root.clientWidth),
      stacked = width < 720,
      [H, W] = header.picture;
    root.classList.toggle("stacked", stacked);
    const tall = Math.min(760, Math.max(260, window.innerHeight * 0.68)),
      scale = Math.min((stacked ? width - 4 : width - 380) / W, tall / H);
    picture.width = W * scale;
    picture.height = H * scale;
    map.width = map.height = stacked ? Math.min(width - 4, 340) : Math.min(330, tall * 0.62);
    cut.width = map.width;
    cut.height = 120;
    for (const p of [picture, map, cut]) p.text.style.maxWidth = `${p.width}px`; // a long caption must not widen its figure
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function frame() {
    pending = 0;
    if (!header || !root.isConnected) return;
    layout();
    const look = paint.theme(root),
      cell = map.width / header.size,
      scale = picture.width / header.picture[1],
      [top, left] = header.box;
    let ctx = paint.size(picture.base, picture.width, picture.height);
    paint.picture(ctx, photo, picture.width, picture.height);
    ctx.fillStyle = "rgba(0,0,0,.35)";
    ctx.fillRect(0, 0, picture.width, picture.height);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(glow, left * scale, top * scale, header.size * scale, header.size * scale);
    ctx = paint.size(picture.overlay, picture.width, picture.height);
    paint.outline(ctx, left * scale, top * scale, header.size * scale, header.size * scale, header.accent, {
      line: 3,
      least: 9,
    });
    ring(ctx, (left + middle()[1] + 0.5) * scale, (top + middle()[0] + 0.5) * scale, 2 * header.width * scale, "#fff");
    ctx = paint.size(map.base, map.width, map.height);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(heat, 0, 0, map.width, map.height);
    ctx = paint.size(map.overlay, map.width, map.height);
    ring(ctx, map.width / 2, map.height / 2, 2 * header.width * cell, "#fff");
    paint.outline(ctx, at[1] * cell, at[0] * cell, cell, cell, header.accent, { line: 2, least: 9 });
    drawCut(look);
    const v = value(...at),
      text = `Pixel [${at[0]}, ${at[1]}] of the field: ${brief(v)}, ${brief((100 * v) / peak)} % of the largest value.`;
    sum.textContent = text;
    Object.assign(root.dataset, { row: at[0], column: at[1], value: v, frames: Number(root.dataset.frames || 0) + 1 });
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
  }
  function ring(ctx, x, y, radius, colour) {
    for (const [style, line] of [
      ["rgba(0,0,0,.8)", 4],
      [colour, 2],
    ]) {
      ctx.strokeStyle = style;
      ctx.lineWidth = line;
      ctx.setLineDash([6, 4]);
      ctx.beginPath();
      ctx.arc(x, y, Math.max(1, radius), 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }
  // All rows added up, against the Gaussian of the same width: what the theory speaks about.
  function drawCut(look) {
    const ctx = paint.size(cut.base, cut.width, cut.height),
      n = header.size,
      step = cut.width / n,
      foot = 4;
    const sums = Array.from({ length: n }, (_, x) => {
      let s = 0;
      for (let y = 0; y < n; y++) s += value(y, x);
      return s / total;
    });
    const bell = (x) =>
      Math.exp(-((x - middle()[1]) ** 2) / (2 * header.width ** 2)) / (header.width * Math.sqrt(2 * Math.PI));
    const most = Math.max(...sums, header.width ? bell(middle()[1]) : 0),
      y = (v) => (cut.height - foot) * (1 - (0.95 * v) / most);
    ctx.fillStyle = look.line;
    sums.forEach((v, x) => ctx.fillRect(x * step, y(v), Math.max(1, step - 0.5), cut.height - foot - y(v)));
    if (!header.width) return;
    ctx.strokeStyle = look.text;
    ctx.lineWidth = 2;
    ctx.beginPath();
    for (let x = -0.5; x <= n - 0.5; x += 0.1) ctx.lineTo((x + 0.5) * step, y(bell(x)));
    ctx.stroke();
  }

  const resized = new ResizeObserver(() => {
    cancelAnimationFrame(timer);
    timer = requestAnimationFrame(draw);
  });
  resized.observe(root);
  probe.addEventListener("transitionend", draw);

  return {
    update(message) {
      const before = header?.size;
      ({ header, arrays } = message);
      const n = header.size,
        [H, W] = header.picture;
      peak = Math.max(...arrays.map) || 1;
      total = arrays.map.reduce((a, b) => a + b, 0) || 1;
      if (before !== n) at = middle().map(Math.floor);
      photo = paint.raster(H, W, (y, x) => arrays.picture.subarray((y * W + x) * 3, (y * W + x) * 3 + 3));
      const colour = paint.colourer({ sequential: arrays.sequential }, "magnitude", [0, peak]);
      heat = paint.raster(n, n, (y, x) => colour(value(y, x)));
      glow = paint.raster(n, n, (y, x) => colour(value(y, x)));
      const ctx = glow.getContext("2d"),
        pixels = ctx.getImageData(0, 0, n, n);
      for (let i = 0; i < n * n; i++) pixels.data[4 * i + 3] = 255 * Math.sqrt(arrays.map[i] / peak);
      ctx.putImageData(pixels, 0, 0);
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      picture.text.textContent = `${header.caption} ${H} × ${W}; yellow: theoretical field ${n} × ${n}, dashed: 2 standard deviations`;
      map.text.textContent = `${header.what}: black 0, pale ${brief(peak)}`;
      cut.text.textContent = "added up along the columns; line: Gaussian of the same width";
      map.stack.setAttribute(
        "aria-label",
        `effective receptive field, ${n} by ${n} pixels. Arrow keys choose a pixel.`,
      );
      picture.stack.setAttribute(
        "aria-label",
        `picture with the theoretical receptive field of ${n} by ${n} pixels and the effective one inside it, ${header.width.toFixed(1)} pixels wide`,
      );
      cut.stack.setAttribute(
        "aria-label",
        "the effective field added up along the columns, and the Gaussian of the same width",
      );
      draw();
    },
    destroy() {
      resized.disconnect();
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      pending = 0;
      root.remove();
    },
  };
}
