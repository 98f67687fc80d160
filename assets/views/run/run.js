// A training run while it goes on and afterwards. It reads the run from the server by itself; the page hears of nothing
// but a rewind, which makes another run. Hovering, scrubbing and playing stay in the browser.
import { node } from "../../shared/dom.js";
import { percent, short, sizes as size, whole } from "../../shared/format.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { COLOURS, drawCurve, drawHistogram, prepare, readOff } from "./curves.js";
import { COLUMN, openFeed } from "./feed.js";
import { drawKernels, drawTiles } from "./tiles.js";

const PLAY_SECONDS = 8; // for all snapshots
const instances = new WeakMap();

export default function mount({ parentElement, data, setTriggerValue }) {
  const message = unpack(data);
  let root = parentElement.querySelector(".run");
  if (root && root.dataset.run !== message.header.run) {
    instances.get(root)?.destroy();
    root = null;
  }
  if (!root) {
    root = document.createElement("div");
    root.className = "run";
    root.dataset.run = message.header.run;
    parentElement.appendChild(root);
    instances.set(root, create(root, message));
  }
  instances.get(root).update(message, setTriggerValue);
  return instances.get(root).destroy;
}

function create(root, { header, arrays: luts }) {
  let trigger,
    about = null,
    table = prepare({ count: 0, numbers: new Float32Array(0) });
  let chosen = null,
    drawn = null,
    wanted = "",
    picture = null,
    layer = "",
    mapLayer = "",
    open = null,
    count = 0,
    painted = "",
    matrixPainted = "",
    playing = 0,
    hover = null,
    dirty = true;
  let pending = 0,
    busy = "",
    problem = "",
    trouble = "",
    rateTouched = false;
  const pixels = new Map(); // index of a picture → its bytes
  const labels = new Map(); // index of a picture → its class

  // ---- what stands where
  const head = node("div", "head", root),
    badge = node("span", "badge", head),
    said = node("span", "said", head, { role: "status", "aria-live": "polite" });
  const facts = node("dl", "facts", root);
  const alert = node("p", "problem", root, { role: "alert", hidden: "" });
  const bar = node("div", "bar", root, { role: "group", "aria-label": "Training" });
  const button = (text, title, act, parent = bar) => {
    const b = node("button", "", parent, { type: "button", text, title });
    b.addEventListener("click", act);
    return b;
  };
  const toggle = button("Pause", "", () => command(isGoing() ? "pause" : "resume"));
  const oneStep = button("One step", "Train for one step, then pause", () => command("step"));
  const oneEpoch = button("One epoch", "Train to the end of the epoch, then pause", () => command("epoch"));
  const stop = button("Stop", "Stop: the run keeps everything and can be resumed", () => command("stop"));
  const keep = button("Keep snapshot", "Keep the network as it is now", () => command("snapshot"));
  const looking = node("p", "looking", root, {
    text: "Somebody else started this run: you can look at everything, and rewind to a step to train on in a run of your own.",
    hidden: "",
  });
  const rateForm = node("form", "rate", bar),
    rateLabel = node("label", "", rateForm, { text: "Learning rate " });
  const rate = node("input", "", rateLabel, { type: "text", inputmode: "decimal", autocomplete: "off", size: 8 });
  const setRate = node("button", "", rateForm, {
    type: "submit",
    text: "Set",
    title: "Train with this learning rate from the next step on",
  });
  rate.addEventListener("input", () => {
    rateTouched = true;
  });
  rateForm.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = rate.value.trim(),
      value = text ? Number(text.replace(",", ".")) : NaN,
      [least, most] = header.rates.limits;
    if (value >= least && value <= most) command("learning_rate", value);
    else {
      problem = header.rates.wanted;
      draw();
    }
  });

  const board = node("div", "board", root);
  const curves = { loss: figure("curve", "Loss"), accuracy: figure("curve", "Accuracy") };
  for (const { caption } of Object.values(curves))
    for (const [text, colour, dash] of [
      ["training", COLOURS.training, ""],
      ["validation", COLOURS.validation, "7 4"],
    ]) {
      const item = node("span", "legend", caption),
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
  const logLabel = node("label", "check", curves.loss.caption),
    log = node("input", "", logLabel, { type: "checkbox" });
  logLabel.append("log scale");
  log.addEventListener("change", draw);
  const reading = node("p", "reading", board);

  const time = node("div", "bar time", board, { role: "group", "aria-label": "Time" });
  button("◀", "Previous snapshot", () => move(-1), time).setAttribute("aria-label", "Previous snapshot");
  const play = button("Play", "", () => (playing ? pause() : start()), time);
  button("▶", "Next snapshot", () => move(1), time).setAttribute("aria-label", "Next snapshot");
  const slide = node("span", "slide", time),
    scrub = node("input", "scrub", slide, { type: "range", min: 0, step: 1, value: 0, "aria-label": "Snapshot" }),
    marks = node("span", "marks", slide, { "aria-hidden": "true" });
  scrub.addEventListener("input", () => {
    pause();
    choose(steps()[Number(scrub.value)]);
  });
  const where = node("span", "where", time);
  const followLabel = node("label", "check", time),
    follow = node("input", "", followLabel, { type: "checkbox" });
  follow.checked = true;
  followLabel.append("follow the newest");
  follow.addEventListener("change", () => {
    pause();
    choose(follow.checked ? null : (drawn?.header.step ?? null));
  });
  const rewind = button(
    "Rewind to this step",
    "Make a new, paused run that goes on from the shown snapshot",
    () => drawn && trigger("rewind", chosen === null ? drawn.header.step : nearest(chosen)[0]),
    time,
  );

  const weights = node("div", "weights", board),
    first = figure("first", "First layer", weights),
    kernels = figure("kernels", "Kernels", weights),
    maps = figure("maps", "Feature maps"),
    shapes = figure("shapes", "Weights and gradients"),
    confusion = figure("confusion", "Confusion matrix, validation"),
    wrong = figure("wrong", "Most wrong");
  const secret = node("p", "says", board, { hidden: "" });
  const picker = node("div", "thumbs picker", maps.top, {
    role: "group",
    "aria-label": "Picture whose feature maps are shown",
  });
  const says = node("p", "says", maps.top);
  const mapChoice = select(maps.top, "Layer", () => {
    mapLayer = mapChoice.value;
    show();
  });
  const layers = node("div", "layers", maps.body);
  const kernelChoice = select(kernels.top, "Layer", () => {
    layer = kernelChoice.value;
    show();
  });
  const firstCanvas = canvas(first),
    firstBar = node("div", "scale", first.body),
    kernelCanvas = canvas(kernels),
    kernelBar = node("div", "scale", kernels.body);
  const grid = node("div", "grid", shapes.body, {
    role: "group",
    tabindex: 0,
    "aria-label": "Histograms of all layers",
  });
  const matrix = canvas(confusion);
  matrix.stack.setAttribute("role", "application");
  matrix.stack.tabIndex = 0;
  const inCell = node("p", "says", confusion.body),
    cellThumbs = node("div", "thumbs", confusion.body);
  const wrongThumbs = node("div", "thumbs examples", wrong.body);
  let at = [0, 0]; // cell of the confusion matrix for the keyboard

  function figure(name, title, parent = board) {
    const made = node("figure", name, parent),
      caption = node("figcaption", "", made),
      text = node("span", "title", caption, { text: title });
    const top = node("div", "top", made),
      body = node("div", "body", made),
      under = node("p", "under", made);
    return { figure: made, caption, text, top, body, under, ...(name === "curve" ? canvas({ body }) : {}) };
  }
  function canvas({ body }) {
    const stack = node("div", "stack", body, { role: "img" });
    return { stack, canvas: node("canvas", "", stack) };
  }
  function select(parent, label, act) {
    const around = node("label", "check", parent, { text: `${label} ` }),
      made = node("select", "", around);
    made.addEventListener("change", act);
    return made;
  }
  function options(made, names, value) {
    made.replaceChildren();
    for (const [key, text] of names) node("option", "", made, { value: key, text });
    made.value = value;
  }

  // ---- what is asked for
  const feed = openFeed(
    header,
    () => header.token,
    heard,
    (sentence) => {
      if (trouble !== sentence) {
        trouble = sentence;
        draw();
      }
    },
  );
  const state = () => feed.state;
  const isGoing = () => ["running", "queued"].includes(state()?.state);
  // The snapshot closest to a step, as [step, version]: one may be thinned out after it was chosen.
  const nearest = (step) =>
    state().snapshots.reduce((best, entry) => (Math.abs(entry[0] - step) < Math.abs(best[0] - step) ? entry : best));
  const steps = () => (state()?.snapshots ?? []).map(([step]) => step);
  async function command(what, value = null) {
    busy = what;
    problem = "";
    draw();
    try {
      await feed.command(what, value);
      if (what === "learning_rate") rateTouched = false;
    } catch (error) {
      problem = error.message;
    }
    busy = "";
    draw();
  }
  function heard() {
    dirty = true;
    if (!about && !learning) learn();
    show();
    draw();
  }
  let learning = false; // stays true where the server has said why not
  async function learn() {
    learning = true;
    try {
      about = await feed.about();
      picture ??= about.watched;
      for (const index of about.offered) labels.set(index, null);
      options(
        mapChoice,
        [
          [
            "",
            about.maps.length > 12 && about.maps.some((name) => name.includes("."))
              ? "all but those in blocks"
              : "all layers",
          ],
          ...about.maps.map((name) => [name, name]),
        ],
        mapLayer,
      );
      layer = about.kernels[1] ?? about.kernels[0];
      options(
        kernelChoice,
        about.kernels.map((name) => [name, name]),
        layer,
      );
      secret.textContent = about.private;
      secret.hidden = !about.private;
      if (!about.private) {
        await fetchPictures([...new Set([picture, ...about.offered])]);
        drawPicker();
      }
      show();
    } catch (error) {
      if (error.told) problem = error.message;
      else learning = false;
    }
    draw();
  }
  async function fetchPictures(indices) {
    const missing = indices.filter((index) => !pixels.has(index));
    for (let i = 0; i < missing.length; i += 60) {
      const some = missing.slice(i, i + 60),
        got = await feed.once(`/pictures?index=${some.join(",")}&v=1`).promise;
      keepPictures(got.header.index, got.header.label, got.arrays.pictures);
    }
  }
  function keepPictures(indices, classes, bytes) {
    const length = about.shape.reduce((a, b) => a * b, 1);
    indices.forEach((index, i) => {
      pixels.set(index, bytes.subarray(i * length, (i + 1) * length));
      labels.set(index, classes[i]);
    });
  }

  // ---- which snapshot is shown
  function choose(step) {
    chosen = step ?? null;
    follow.checked = chosen === null;
    show();
    draw();
  }
  function move(by) {
    pause();
    const all = steps(),
      now = all.indexOf(drawn?.header.step);
    if (all.length) choose(all[Math.max(0, Math.min(all.length - 1, (now < 0 ? all.length - 1 : now) + by))]);
  }
  function start() {
    const all = steps();
    if (!all.length) return;
    if (drawn?.header.step === all.at(-1)) choose(all[0]);
    namePlay("Pause", "Pause the playing");
    const next = async () => {
      const kept = steps(),
        now = kept.findIndex((step) => step > (drawn?.header.step ?? -1));
      if (now < 0) {
        pause();
        return;
      }
      const begun = performance.now();
      await choose(kept[now]);
      await latest;
      if (playing)
        playing = setTimeout(
          next,
          Math.max(0, Math.max(90, (1000 * PLAY_SECONDS) / kept.length) - (performance.now() - begun)),
        );
    };
    playing = setTimeout(next, 200);
  }
  function pause() {
    clearTimeout(playing);
    playing = 0;
    namePlay("Play", "Play the snapshots");
  }
  function namePlay(text, name) {
    play.textContent = text;
    play.setAttribute("aria-label", name);
    play.title = name;
  }

  let latest = Promise.resolve();
  function show() {
    latest = bring();
    return latest;
  }
  // Fetch what is to be shown, and draw it when all of it is here; what was asked for later wins.
  async function bring() {
    const all = state()?.snapshots;
    if (!about || !all?.length) return;
    const [found, version] = nearest(chosen ?? all.at(-1)[0]);
    const name = [found, version, picture, layer, mapLayer, open].join();
    if (name === wanted) return;
    wanted = name;
    const v = `v=${version}`,
      its = encodeURIComponent;
    try {
      const [snapshot, weights, oneLayer, inside] = await Promise.all([
        feed.once(`/snapshot/${found}?picture=${picture}&${v}`).promise,
        feed.once(`/kernels/${found}?layer=${its(layer)}&${v}`).promise,
        mapLayer ? feed.once(`/maps/${found}?layer=${its(mapLayer)}&picture=${picture}&${v}`).promise : null,
        open && !about.private ? feed.once(`/cell/${found}/${open[0]}/${open[1]}?${v}`).promise : null,
      ]);
      if (inside)
        keepPictures(
          inside.header.examples.map((e) => e.index),
          inside.header.examples.map((e) => e.true),
          inside.arrays.pictures,
        );
      await fetchPictures(snapshot.header.wrong.map((e) => e.index));
      if (name !== wanted) return;
      drawn = { ...snapshot, weights, oneLayer, inside, number: ++count };
      problem = "";
      dirty = true;
    } catch (error) {
      if (name === wanted) {
        wanted = "";
        if (error.told && error.status !== 404) problem = error.message;
      }
    }
    draw();
  }
  function watch(index) {
    picture = index;
    const failed = (error) => {
      problem = error.message;
      draw();
    };
    fetchPictures([index])
      .then(() => {
        drawPicker();
        show();
      })
      .catch(failed);
    if (state() && header.token) feed.command("watch", index).catch(failed);
  }

  // ---- pictures
  function paintPicture(target, index) {
    const bytes = pixels.get(index),
      [c, h, w] = about.shape;
    target.width = w;
    target.height = h;
    if (bytes)
      target.getContext("2d").drawImage(
        paint.raster(h, w, (y, x) => [0, 1, 2].map((k) => bytes[((c === 3 ? k : 0) * h + y) * w + x])),
        0,
        0,
      );
  }
  const named = (index) => about.classes[labels.get(index)] ?? "?";
  function thumbs(place, entries) {
    const same = entries.map((e) => e.key).join();
    if (place.dataset.holds === same) return;
    place.dataset.holds = same;
    place.replaceChildren();
    for (const { index, label, text } of entries) {
      const b = node("button", "thumb", place, { type: "button", "aria-label": label, title: label });
      paintPicture(node("canvas", "", b), index);
      for (const line of text ?? []) node("span", "", b, { text: line });
      b.dataset.index = index;
      b.addEventListener("click", () => watch(index));
    }
  }
  function drawPicker() {
    const list = [...new Set([picture, ...about.offered])];
    thumbs(
      picker,
      list.map((index) => ({ index, key: index, label: `Watch picture ${whole(index)}, a ${named(index)}` })),
    );
    for (const b of picker.children) b.setAttribute("aria-pressed", Number(b.dataset.index) === picture);
  }

  // ---- drawing
  const signed = (limit) => paint.colourer(luts, "signed", [-limit, limit]),
    magnitude = (limit) => paint.colourer(luts, "magnitude", [0, limit]);
  const strongest = (values) => {
    let most = 0;
    for (const v of values) if (Math.abs(v) > most) most = Math.abs(v);
    return most || 1;
  };
  function scale(place, limit, isSigned) {
    if (!place.firstChild) {
      node("span", "", place);
      node("canvas", "", place, { "aria-hidden": "true" });
      node("span", "", place);
    }
    const [low, strip, high] = place.children,
      colour = isSigned ? signed(limit) : magnitude(limit);
    low.textContent = isSigned ? short(-limit) : "0";
    high.textContent = short(limit);
    strip.width = 128;
    strip.height = 1;
    strip.getContext("2d").drawImage(
      paint.raster(1, 128, (_y, x) => colour(isSigned ? ((x + 0.5) / 64 - 1) * limit : ((x + 0.5) / 128) * limit)),
      0,
      0,
    );
  }
  const probes = new WeakMap();
  function probed(part, find) {
    // what the pointer is on, in words, below the figure
    if (!probes.has(part.canvas)) {
      const report = (event) => {
        const area = part.canvas.getBoundingClientRect();
        part.under.textContent = probes.get(part.canvas)(event.clientX - area.left, event.clientY - area.top) ?? "";
      };
      part.canvas.addEventListener("pointermove", report);
      part.canvas.addEventListener("pointerleave", () => {
        part.under.textContent = "";
      });
    }
    probes.set(part.canvas, find);
  }

  function drawFirst() {
    const { first: entry } = drawn.header,
      values = drawn.arrays.first,
      [outs, ins, h, w] = entry.shape;
    const length = ins * h * w,
      count = values.length / length,
      limit = strongest(values),
      colour = signed(limit);
    const value = (f, c, y, x) => values[f * length + (c * h + y) * w + x];
    const inColour = ins === 3;
    const tiles = Array.from({ length: count * (inColour ? 1 : ins) }, (_, t) => {
      const f = inColour ? t : Math.floor(t / ins),
        c = t % ins;
      return {
        rows: h,
        columns: w,
        pixel: inColour
          ? (y, x) => [0, 1, 2].map((k) => Math.round(127.5 + (127.5 * value(f, k, y, x)) / limit))
          : (y, x) => colour(value(f, c, y, x)),
      };
    });
    const find = drawTiles(firstCanvas.canvas, first.body.clientWidth, tiles, { most: 128, height: 330 });
    first.text.textContent = `First layer, ${entry.layer}: ${count < outs ? `${count} of ${whole(outs)}` : whole(outs)} ${outs === 1 ? "filter" : "filters"} ${size(inColour || ins > 1 ? [ins, h, w] : [h, w])}`;
    firstCanvas.stack.setAttribute(
      "aria-label",
      `${first.text.textContent}, weights from ${short(-limit)} to ${short(limit)}${inColour ? ", red, green and blue as colours, grey is zero" : ""}`,
    );
    firstBar.hidden = inColour;
    if (!inColour) scale(firstBar, limit, true);
    probed({ ...firstCanvas, under: first.under }, (x, y) => {
      const hit = find(x, y);
      if (!hit) return "";
      const f = inColour ? hit.tile : Math.floor(hit.tile / ins),
        place = `Filter ${f + 1}, row ${hit.row + 1}, column ${hit.column + 1}: `;
      return (
        place +
        (inColour
          ? ["red", "green", "blue"].map((name, k) => `${name} ${short(value(f, k, hit.row, hit.column))}`).join(", ")
          : short(value(f, hit.tile % ins, hit.row, hit.column)))
      );
    });
    first.under.dataset.idle = inColour ? `Grey is 0; the strongest colour is ±${short(limit)}.` : "";
  }
  function drawWeights(look) {
    const { shape, layer: name } = drawn.weights.header,
      values = drawn.weights.arrays.kernels,
      dense = shape.length === 2;
    const inside = shape.slice(1).reduce((a, b) => a * b, 1),
      outs = Math.floor(values.length / inside),
      limit = strongest(values);
    const [ins, h, w] = dense ? [1, outs, shape[1]] : shape.slice(1);
    const view = dense ? [1, 1, outs, shape[1]] : [outs, ins, h, w];
    const value = dense
      ? (_o, _i, y, x) => values[y * shape[1] + x]
      : (o, i, y, x) => values[((o * ins + i) * h + y) * w + x];
    const find = drawKernels(kernelCanvas.canvas, kernels.body.clientWidth, view, value, signed(limit), look.back);
    const shown = outs < shape[0] ? `${whole(outs)} of ${whole(shape[0])}` : whole(shape[0]);
    kernels.text.textContent = dense
      ? `Weights of ${name}: ${shown} units × ${whole(shape[1])} inputs`
      : `Kernels of ${name}: ${shown} maps across, ${whole(shape[1])} channels down, ${size(shape.slice(2))}`;
    kernelCanvas.stack.setAttribute(
      "aria-label",
      `${kernels.text.textContent}, weights from ${short(-limit)} to ${short(limit)}`,
    );
    scale(kernelBar, limit, true);
    probed({ ...kernelCanvas, under: kernels.under }, (x, y) => {
      const hit = find(x, y);
      if (!hit) return "";
      const v = short(value(hit.map, hit.channel, hit.row, hit.column));
      return dense
        ? `Unit ${hit.row + 1}, input ${hit.column + 1}: ${v}`
        : `Map ${hit.map + 1}, channel ${hit.channel + 1}, row ${hit.row + 1}, column ${hit.column + 1}: ${v}`;
    });
  }
  function drawMaps() {
    const one = drawn.oneLayer && {
      ...drawn.oneLayer.header,
      bytes: drawn.oneLayer.arrays.maps,
      shape: drawn.oneLayer.header.arrays[0].shape,
    };
    const shapesOf = Object.fromEntries(drawn.header.arrays.map((entry) => [entry.name, entry.shape]));
    // of a deep network the layers inside its blocks are shown one at a time
    const entries = drawn.header.maps.filter(
      ({ layer: name }) => drawn.header.maps.length <= 12 || !name.includes("."),
    );
    const list = one
      ? [one]
      : entries.map((entry) => ({
          ...entry,
          bytes: drawn.arrays[`map ${entry.layer}`],
          shape: shapesOf[`map ${entry.layer}`],
        }));
    while (layers.children.length > list.length) layers.lastChild.remove();
    while (layers.children.length < list.length) {
      const row = node("div", "layer", layers);
      node("span", "name", row);
      node("div", "scale", row);
      node("canvas", "", node("div", "stack", row, { role: "img" }));
    }
    list.forEach((entry, i) => {
      const [name, bar, stack] = layers.children[i].children,
        target = stack.firstChild,
        [n, h, w] = entry.shape,
        { limit } = entry;
      const colour = entry.signed ? signed(limit) : magnitude(limit),
        value = (b) => (entry.signed ? ((b - 128) / 127) * limit : (b / 255) * limit);
      const flat = h === 1 && n === 1,
        shape = flat
          ? `${whole(w)} units`
          : `${n < entry.count ? `${n} of ${whole(entry.count)}` : whole(n)} ${entry.count === 1 ? "map" : "maps"} ${size([h, w])}`;
      name.textContent = `${entry.layer}: ${shape}`;
      scale(bar, limit, entry.signed);
      const width = stack.clientWidth || maps.body.clientWidth;
      let find;
      if (flat) {
        const high = 22,
          cell = Math.min(width / w, 40),
          ctx = paint.size(target, cell * w, high);
        ctx.imageSmoothingEnabled = false;
        ctx.drawImage(
          paint.raster(1, w, (_y, x) => colour(value(entry.bytes[x]))),
          0,
          0,
          cell * w,
          high,
        );
        find = (x) => ({ tile: 0, row: 0, column: Math.min(w - 1, Math.floor(x / cell)) });
      } else {
        const tiles = Array.from({ length: n }, (_, k) => ({
          rows: h,
          columns: w,
          pixel: (y, x) => colour(value(entry.bytes[(k * h + y) * w + x])),
        }));
        find = drawTiles(target, width, tiles, one ? { most: 170, height: 520 } : { most: 52, least: 16, height: 110 });
      }
      stack.setAttribute(
        "aria-label",
        `${name.textContent}, values ${entry.signed ? `from ${short(-limit)} to ${short(limit)}` : `from 0 to ${short(limit)}`}`,
      );
      probed({ canvas: target, under: maps.under }, (x, y) => {
        const hit = find(x, y);
        if (!hit) return "";
        const v = value(entry.bytes[(hit.tile * h + hit.row) * w + hit.column]);
        return flat
          ? `${entry.layer}, unit ${hit.column + 1}: about ${short(v)}`
          : `${entry.layer}, map ${hit.tile + 1}, row ${hit.row + 1}, column ${hit.column + 1}: about ${short(v)}`;
      });
    });
    const odds = Array.from(drawn.arrays.probabilities, (p, i) => [p, about.classes[i]])
      .sort((a, b) => b[0] - a[0])
      .slice(0, 3);
    const its = drawn.header.picture;
    says.textContent = `Picture ${whole(its)}, a ${named(its)}. The network says ${odds.map(([p, name]) => `${name} (${percent(p)})`).join(", ")}.`;
  }
  function drawShapes(look) {
    const kinds = [
        ["weights", COLOURS.training],
        ["gradients", COLOURS.validation],
      ],
      names = drawn.header.weights;
    if (grid.children.length !== 2 * names.length) {
      grid.replaceChildren();
      for (let i = 0; i < 2 * names.length; i++) {
        const one = node("div", "", grid);
        node("span", "name", one);
        node("canvas", "", node("div", "stack", one, { role: "img" }));
      }
    }
    names.forEach((name, row) =>
      kinds.forEach(([kind, colour], k) => {
        const [title, stack] = grid.children[2 * row + k].children,
          place = drawn.header[kind].indexOf(name);
        stack.hidden = place < 0;
        if (place < 0) {
          title.textContent = `${name}: no ${kind} yet`;
          return;
        }
        const bins = drawn.arrays[`${kind} counts`].length / drawn.header[kind].length;
        const counts = drawn.arrays[`${kind} counts`].subarray(place * bins, (place + 1) * bins),
          edges = drawn.arrays[`${kind} edges`].subarray(place * (bins + 1), (place + 1) * (bins + 1));
        title.textContent = `${name}, ${kind}${k ? `, length ${short(drawn.arrays.norms[place])}` : ""}`;
        drawHistogram(stack.firstChild, stack.clientWidth, 74, counts, edges, colour, look);
        stack.setAttribute(
          "aria-label",
          `Histogram of ${title.textContent}: from ${short(edges[0])} to ${short(edges[bins])}`,
        );
        probed({ canvas: stack.firstChild, under: shapes.under }, (x) => {
          const i = Math.max(0, Math.min(bins - 1, Math.floor((x / stack.clientWidth) * bins)));
          return `${name}, ${kind} from ${short(edges[i])} to ${short(edges[i + 1])}: ${whole(counts[i])}`;
        });
      }),
    );
  }

  // ---- the confusion matrix and what is in its cells
  let cellSize = 1,
    labelRoom = 0;
  function drawMatrix(look) {
    const n = about.classes.length,
      counts = drawn.arrays.confusion,
      px = look.px,
      width = Math.min(confusion.body.clientWidth, 560);
    const ctx = matrix.canvas.getContext("2d");
    ctx.font = `${px}px ${look.font}`;
    labelRoom = Math.min(7 * px, Math.max(...about.classes.map((name) => ctx.measureText(name).width)) + 10);
    cellSize = Math.min(56, (width - labelRoom - px - 6) / n);
    const left = labelRoom + px + 4,
      top = labelRoom + px + 4,
      side = n * cellSize,
      pen = paint.size(matrix.canvas, left + side + 2, top + side + 2);
    const colour = magnitude(1);
    pen.font = `${px}px ${look.font}`;
    pen.fillStyle = look.text;
    pen.textBaseline = "middle";
    const fit = (name) => {
      let text = name;
      while (text.length > 1 && pen.measureText(text).width > labelRoom - 6) text = `${text.slice(0, -2)}…`;
      return text;
    };
    about.classes.forEach((name, i) => {
      pen.textAlign = "right";
      pen.fillText(fit(name), left - 6, top + (i + 0.5) * cellSize);
      pen.save();
      pen.translate(left + (i + 0.5) * cellSize, top - 6);
      pen.rotate(-Math.PI / 2);
      pen.textAlign = "left";
      pen.fillText(fit(name), 0, 0);
      pen.restore();
    });
    pen.textAlign = "center";
    pen.textBaseline = "top";
    pen.font = `600 ${px}px ${look.font}`;
    pen.fillText("the network says", left + side / 2, 0);
    pen.save();
    pen.translate(0, top + side / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText("true class", 0, 0);
    pen.restore();
    pen.textBaseline = "middle";
    for (let y = 0; y < n; y++) {
      let sum = 0;
      for (let x = 0; x < n; x++) sum += counts[y * n + x];
      for (let x = 0; x < n; x++) {
        const v = counts[y * n + x],
          c = colour(sum ? v / sum : 0),
          text = String(v);
        pen.fillStyle = `rgb(${c.join()})`;
        pen.fillRect(left + x * cellSize, top + y * cellSize, cellSize - 1, cellSize - 1);
        pen.font = `${Math.min(px * 1.1, cellSize * 0.5, (cellSize * 0.9) / (text.length * 0.6))}px ${look.font}`;
        if (v && cellSize >= 14) {
          pen.fillStyle = paint.ink(c);
          pen.fillText(text, left + (x + 0.5) * cellSize, top + (y + 0.5) * cellSize);
        }
      }
    }
    const focused = root.getRootNode().activeElement === matrix.stack;
    if (open)
      paint.outline(pen, left + open[1] * cellSize, top + open[0] * cellSize, cellSize, cellSize, header.accent);
    if (focused) {
      pen.setLineDash([4, 3]);
      pen.lineWidth = 2;
      pen.strokeStyle = "#fff";
      pen.strokeRect(left + at[1] * cellSize + 3, top + at[0] * cellSize + 3, cellSize - 7, cellSize - 7);
      pen.setLineDash([]);
    }
    const right = about.classes.reduce((sum, _, i) => sum + counts[i * n + i], 0),
      all = counts.reduce((a, b) => a + b, 0);
    confusion.text.textContent = `Confusion matrix: ${whole(right)} of ${whole(all)} validation pictures right`;
    matrix.stack.setAttribute(
      "aria-label",
      `${confusion.text.textContent}. Arrow keys choose a cell: ${inWords(...at)}.${about.private ? "" : " Enter shows its pictures."}`,
    );
    probed({ ...matrix, under: confusion.under }, (x, y) => {
      const hit = hitCell(x, y);
      return hit ? `${inWords(...hit)}.${about.private ? "" : " Click to see them."}` : "";
    });
  }
  function inWords(y, x) {
    const n = drawn.arrays.confusion[y * about.classes.length + x],
      its = n === 1 ? "picture" : "pictures";
    return y === x
      ? `${whole(n)} ${its} of ${about.classes[y]} recognised`
      : `${whole(n)} ${its} of ${about.classes[y]} taken for ${about.classes[x]}`;
  }
  function hitCell(x, y) {
    const n = about.classes.length,
      px = look().px,
      column = Math.floor((x - labelRoom - px - 4) / cellSize),
      row = Math.floor((y - labelRoom - px - 4) / cellSize);
    return column >= 0 && row >= 0 && column < n && row < n ? [row, column] : null;
  }
  function openCell(hit) {
    if (hit && !about.private) {
      at = hit;
      open = open && open.join() === hit.join() ? null : hit;
      show();
      draw();
    }
  }
  matrix.canvas.addEventListener("click", (event) => {
    if (!drawn) return;
    const area = matrix.canvas.getBoundingClientRect();
    openCell(hitCell(event.clientX - area.left, event.clientY - area.top));
  });
  for (const kind of ["focus", "blur"]) matrix.stack.addEventListener(kind, draw);
  const chance = (e) => `${about.classes[e.predicted]} ${percent(e.probability)}`;
  function drawExamples() {
    const inside = open && drawn.inside;
    inCell.hidden = cellThumbs.hidden = !inside;
    if (inside) {
      const { count, examples } = inside.header;
      inCell.textContent = `${inWords(...open)} at step ${whole(drawn.header.step)}${count > examples.length ? `; the first ${examples.length}` : ""}`;
      thumbs(
        cellThumbs,
        examples.map((e) => ({
          index: e.index,
          key: `${e.index} ${chance(e)}`,
          label: `Picture ${whole(e.index)}: ${chance(e)}. Click to watch it`,
          text: [percent(e.probability)],
        })),
      );
    }
    const list = drawn.header.wrong;
    wrong.text.textContent = list.length
      ? "Most wrong: the mistakes with the most confidence"
      : "Most wrong: no mistake on the validation pictures";
    thumbs(
      wrongThumbs,
      list.map((e) => ({
        index: e.index,
        key: `${e.index} ${chance(e)}`,
        label: `Picture ${whole(e.index)}, a ${about.classes[e.true]} with ${percent(e.true_probability)}, taken for ${about.classes[e.predicted]} with ${percent(e.probability)}. Click to watch it`,
        text: [`says ${chance(e)}`, `true: ${about.classes[e.true]} ${percent(e.true_probability)}`],
      })),
    );
  }

  // ---- the words around it
  const WORDS = {
    queued: "waiting",
    running: "training",
    paused: "paused",
    finished: "finished",
    stopped: "stopped",
    failed: "failed",
  };
  const DOING = {
    pause: "Pausing …",
    resume: "Going on …",
    step: "Training one step …",
    epoch: "Going on to the end of the epoch …",
    stop: "Stopping …",
    snapshot: "Keeping a snapshot …",
    learning_rate: "Changing the learning rate …",
  };
  const duration = (s) =>
    s === null || s === undefined
      ? "–"
      : s < 60
        ? `${Math.ceil(s)} s`
        : s < 3600
          ? `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`
          : `${(s / 3600).toFixed(1)} h`;
  function sentence(now) {
    if (busy) return DOING[busy] ?? "";
    if (now.message) return now.message;
    if (now.state === "queued")
      return now.place
        ? `Place ${now.place} in the queue: it begins as soon as another run pauses or is done.`
        : "It begins in a moment.";
    if (now.state === "running")
      return now.step ? `Step ${whole(now.step)} of ${whole(now.total_steps)}.` : "Loading data and network.";
    if (now.state === "paused") return `Paused at step ${whole(now.step ?? 0)}: resume, or go on step by step.`;
    if (now.state === "finished")
      return `All ${whole(now.total_steps)} steps are done: drag the slider to see how it learnt.`;
    return "";
  }
  function words() {
    const now = state();
    const text = problem || trouble;
    alert.hidden = !text;
    if (alert.textContent !== text) alert.textContent = text;
    if (!now) {
      badge.textContent = trouble ? "no answer" : "opening";
      return;
    }
    badge.textContent = WORDS[now.state];
    badge.dataset.state = now.state;
    const tell = sentence(now);
    if (said.textContent !== tell) said.textContent = tell;
    const perEpoch = now.steps_per_epoch,
      rows = [
        ["Step", now.total_steps ? `${whole(now.step)} of ${whole(now.total_steps)}` : "–"],
        [
          "Epoch",
          perEpoch
            ? `${Math.min(Math.floor(now.step / perEpoch) + 1, now.total_steps / perEpoch)} of ${whole(now.total_steps / perEpoch)}`
            : "–",
        ],
        [
          "Examples per second",
          now.state === "running" && now.examples_per_second ? whole(Math.round(now.examples_per_second)) : "–",
        ],
        ["Time left", now.state === "running" ? duration(now.seconds_left) : "–"],
        ["Validation accuracy", percent(now.val_accuracy)],
        ["Device", now.device ?? "–"],
      ];
    if (facts.children.length !== rows.length) {
      facts.replaceChildren();
      for (const [name] of rows) {
        const one = node("div", "", facts);
        node("dt", "", one, { text: name });
        node("dd", "", one);
      }
    }
    rows.forEach(([, value], i) => {
      const place = facts.children[i].lastChild;
      if (place.textContent !== value) place.textContent = value;
    });
    const going = isGoing(),
      done = now.state === "finished";
    const name = going ? "Pause" : "Resume";
    toggle.textContent = name;
    toggle.title = going ? "Pause before the next step" : "Go on from the last step";
    for (const [b, off] of [
      [toggle, done],
      [oneStep, done || going],
      [oneEpoch, done || going],
      [stop, !now.live],
      [keep, now.state !== "running"],
      [setRate, done],
      [rate, done],
    ])
      b.disabled = off || Boolean(busy);
    if (!rateTouched && now.learning_rate != null && root.getRootNode().activeElement !== rate)
      rate.value = String(Number(Number(now.learning_rate).toPrecision(6)));
    const all = steps(),
      place = drawn ? all.indexOf(drawn.header.step) : -1;
    scrub.max = String(Math.max(0, all.length - 1));
    scrub.disabled = play.disabled = all.length < 2;
    marks.style.setProperty("--gaps", Math.max(1, all.length - 1));
    if (place >= 0) scrub.value = String(place);
    const epoch = drawn && perEpoch ? `, epoch ${(drawn.header.step / perEpoch).toFixed(1)}` : "";
    where.textContent = drawn ? `Shown: step ${whole(drawn.header.step)}${epoch}` : "No snapshot yet";
    scrub.setAttribute("aria-valuetext", where.textContent);
    rewind.disabled = !drawn;
  }
  const look = () => {
    const found = paint.theme(root),
      back = getComputedStyle(root).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255];
    return {
      ...found,
      back: back.slice(0, 3).map(Number),
      px: 13 * Math.max(1, (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16),
    };
  };
  const scales = {};
  function frame() {
    pending = 0;
    if (!root.isConnected) return;
    root.classList.toggle("narrow", root.clientWidth < 760);
    const colours = look(),
      now = state();
    words();
    if (dirty) {
      table = prepare(feed.rows);
      dirty = false;
    }
    const kept = steps();
    for (const [kind, part] of Object.entries(curves)) {
      scales[kind] = drawCurve(
        part.canvas,
        part.body.clientWidth,
        root.classList.contains("narrow") ? 210 : 290,
        table,
        {
          kind,
          log: log.checked,
          total: now?.total_steps,
          shown: drawn?.header.step ?? null,
          kept,
          hover,
          look: colours,
          accent: header.accent,
        },
      );
      part.stack.setAttribute(
        "aria-label",
        `${kind === "loss" ? "Loss" : "Accuracy"} over the steps. ${readOff(table, hover ?? Infinity)}. Left and right arrow keys show another snapshot.`,
      );
    }
    reading.textContent = readOff(table, hover ?? Infinity) || "The first loss appears here in a moment.";
    for (const part of [first, maps, kernels, shapes, confusion, wrong])
      part.figure.hidden = !drawn || ([maps, wrong].includes(part) && Boolean(about?.private));
    const what = `${drawn?.number} ${root.clientWidth} ${colours.text} ${colours.px}`;
    if (drawn && about && what !== painted) {
      painted = what;
      matrixPainted = "";
      drawFirst();
      drawWeights(colours);
      drawShapes(colours);
      if (!about.private) {
        drawMaps();
        drawExamples();
      }
      const some = (values) => Array.from(values.subarray(0, 400)).join(" ");
      Object.assign(root.dataset, {
        shown: drawn.header.step,
        first: some(drawn.arrays.first),
        kernels: some(drawn.weights.arrays.kernels),
        confusion: Array.from(drawn.arrays.confusion).join(" "),
      });
    }
    const cells = `${open} ${at} ${root.getRootNode().activeElement === matrix.stack}`;
    if (drawn && about && cells !== matrixPainted) {
      matrixPainted = cells;
      drawMatrix(colours);
    }
    const end = table.count - 1,
      value = (column) => (end < 0 ? "" : table.numbers[end * COLUMN.all + column]);
    Object.assign(root.dataset, {
      state: now?.state ?? "",
      rows: table.count,
      step: value(COLUMN.step),
      loss: value(COLUMN.loss),
      picture: picture ?? "",
    });
  }
  function draw() {
    if (!pending) pending = requestAnimationFrame(frame);
  }

  for (const [kind, part] of Object.entries(curves)) {
    part.stack.setAttribute("role", "application");
    part.stack.tabIndex = 0;
    const step = (event) => scales[kind](event.clientX - part.canvas.getBoundingClientRect().left);
    part.canvas.addEventListener("pointermove", (event) => {
      hover = step(event);
      draw();
    });
    part.canvas.addEventListener("pointerleave", () => {
      hover = null;
      draw();
    });
    part.canvas.addEventListener("click", (event) => {
      const all = steps(),
        goal = step(event);
      if (all.length) {
        pause();
        choose(all.reduce((best, kept) => (Math.abs(kept - goal) < Math.abs(best - goal) ? kept : best)));
      }
    });
  }
  root.addEventListener("keydown", (event) => {
    const place = event.target.closest?.("[role=application]");
    if (!place) return;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (place === matrix.stack && event.key in moves) {
      at = at.map((v, axis) => Math.max(0, Math.min(about.classes.length - 1, v + moves[event.key][axis])));
      draw();
    } else if (place === matrix.stack && event.key === "Enter") openCell(at);
    else if (event.key === "ArrowLeft") move(-1);
    else if (event.key === "ArrowRight") move(1);
    else if (event.key === "Home" && steps().length) choose(steps()[0]);
    else if (event.key === "End") choose(null);
    else if (event.key === " ") (playing ? pause : start)();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  let width = 0;
  const resized = new ResizeObserver(() => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      draw();
    }
  });
  resized.observe(root);
  const probe = node("i", "probe", root);
  probe.addEventListener("transitionend", draw); // the probe's colour is the theme's: light ↔ dark repaints
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `Training run ${header.name}`);
  root.style.setProperty("--accent", header.accent);
  feed.poll();
  draw();

  return {
    update({ header: { token } }, set) {
      trigger = set;
      header.token = token;
      bar.hidden = !token;
      looking.hidden = Boolean(token);
      draw();
    },
    destroy() {
      feed.close();
      pause();
      resized.disconnect();
      cancelAnimationFrame(pending);
      instances.delete(root);
      root.remove();
    },
  };
}
