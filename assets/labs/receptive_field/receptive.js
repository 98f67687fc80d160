// The receptive field of one unit, drawn on the picture, layer by layer.
// All fields arrive once; moving the unit, the layer slider and playing are look-ups here and send nothing.
import { view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { dress } from "../../shared/icons.js";
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { shareOf } from "../../shared/panel.js";
import { makeFit } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makeElements } from "./elements.js";
import { drawPicture, drawSeen } from "./field.js";
import { box, follow, unitAt } from "./fields.js";
import { drawMap, drawSizes, layout } from "./units.js";
import { labels, legend, sentence } from "./words.js";

const EVERY = 700; // ms a layer stays while the field grows

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "receptive", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  /** @type {import("./fields.js").Scene} */
  const scene = { header: null, arrays: null, photo: null, layer: 0, unit: [0, 0] };
  let send = (_name, _value) => {};
  let hover = null; // the unit under the pointer, while it is there
  let structure = "";
  let playing = 0;
  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;

  // ---- what stands where
  const { picture, map, sees, sum, slider, play, name, sizes, key } = makeElements(root, { byHand, toggle, keep });
  const status = makeStatus(root);
  const unwatch = watchLook(root, again);
  dressPlay();

  // ---- which unit is shown
  const layer = () => scene.header.layers[scene.layer];
  const unit = () => hover ?? scene.unit;
  function choose(index) {
    follow(scene, index);
    hover = null;
    slider.value = String(scene.layer);
    draw();
  }
  function byHand(index) {
    pause();
    choose(index);
  }
  function keep() {
    scene.unit = unit();
    hover = null;
    send("pin", [scene.layer, ...scene.unit]);
    draw();
  }

  // ---- playing
  const last = () => scene.layer >= scene.header.layers.length - 1;
  function start() {
    if (last()) choose(0);
    playing = setInterval(() => {
      choose(scene.layer + 1);
      if (last()) pause();
    }, EVERY);
    dressPlay();
  }
  function pause() {
    clearInterval(playing);
    playing = 0;
    dressPlay();
  }
  function toggle() {
    if (playing) pause();
    else start();
  }
  function dressPlay() {
    dress(play, word(playing ? "stop_growing" : "let_grow"), playing ? "pause" : "play");
  }

  // ---- the hand
  function pointed(panel, event) {
    const [u, v] = shareOf(panel.overlay, event);
    const [rows, columns] = layer().units;
    if (v < 0 || u < 0 || v >= 1 || u >= 1) return null;
    if (panel === map) return [clamp(Math.floor(v * rows), rows), clamp(Math.floor(u * columns), columns)];
    const [height, width] = scene.header.size;
    return unitAt(layer(), v * height - 0.5, u * width - 0.5);
  }
  for (const panel of [picture, map]) {
    panel.overlay.addEventListener("pointermove", (event) => {
      hover = pointed(panel, event);
      draw();
    });
    panel.overlay.addEventListener("pointerleave", () => {
      hover = null;
      draw();
    });
    panel.overlay.addEventListener("click", (event) => {
      hover = pointed(panel, event);
      if (hover) keep();
    });
  }
  sizes.addEventListener("pointerdown", (event) => {
    byHand(Math.floor(shareOf(sizes, event)[0] * scene.header.layers.length));
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.getAttribute?.("role") !== "application") return;
    if (event.key in ARROWS) {
      pause();
      hover = null;
      scene.unit = moved(scene.unit, ARROWS[event.key], layer().units);
      draw();
    } else if (event.key === "PageUp") byHand(scene.layer + 1);
    else if (event.key === "PageDown") byHand(scene.layer - 1);
    else if (event.key === " ") toggle();
    else if (event.key === "Enter") keep();
    else return;
    usedUp(event);
  });

  // ---- drawing
  function paintAll() {
    if (!scene.header) return;
    const { header, arrays } = scene;
    layout({ picture, map, sees }, root, header, layer(), fit);
    const look = paint.theme(root);
    const seen = box(arrays, layer(), unit());
    drawPicture(picture, scene, unit(), seen);
    drawMap(map, layer(), unit(), header.accent, look);
    drawSeen(sees, scene, unit(), seen, look);
    drawSizes(sizes, Math.max(240, root.clientWidth), scene, look);
    key.textContent = legend(header);
    say(sentence(layer(), unit(), seen), seen);
    if (fit.over(picture.height)) again();
  }
  function say(text, seen) {
    const { header } = scene;
    const one = layer();
    sum.textContent = text;
    status.say(text);
    name.textContent = word("layer_of", { place: scene.layer + 1, all: header.layers.length });
    const [height, width] = one.size;
    slider.setAttribute("aria-valuetext", word("size_of_field", { name: one.name, height, width }));
    map.text.textContent = `${one.name}: ${one.shape.join(" × ")}`;
    const aloud = labels(header, one, seen);
    map.stack.setAttribute("aria-label", aloud.map);
    picture.stack.setAttribute("aria-label", aloud.picture);
    sees.stack.setAttribute("aria-label", aloud.sees);
    // tests read these
    const [row, column] = unit();
    const field = seen ? [seen.x, seen.y, seen.width, seen.height].join() : "";
    const frames = Number(root.dataset.frames || 0) + 1;
    Object.assign(root.dataset, { layer: one.name, row, column, box: field, frames });
  }
  function again() {
    picture.base.dataset.drawn = "";
    draw();
  }

  return {
    update({ header, arrays }, set) {
      send = set;
      const [height, width] = header.size;
      const pixel = (y, x) => arrays.picture.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      Object.assign(scene, { header, arrays, photo: paint.raster(height, width, pixel) });
      const now = JSON.stringify([header.size, header.layers.map((one) => [one.name, one.units, one.size])]);
      if (now !== structure || header.pinned) {
        structure = now;
        pause();
        hover = null;
        scene.layer = header.start[0];
        scene.unit = [header.start[1], header.start[2]];
      }
      slider.max = String(header.layers.length - 1);
      slider.value = String(scene.layer);
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      picture.text.textContent = `${header.caption} ${height} × ${width}`;
      again();
    },
    destroy() {
      pause();
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
