// The receptive field of one unit, drawn on the picture, layer by layer.
// All fields arrive once; moving the unit, the layer slider and playing are look-ups here and send nothing.
import { view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makeElements } from "./elements.js";
import { drawPicture, drawSeen } from "./field.js";
import { box, follow, layerOf, unitOf } from "./fields.js";
import { takeHand } from "./hand.js";
import { makePlayer } from "./player.js";
import { drawMap, drawSizes, layout } from "./units.js";
import { labels, legend, sentence } from "./words.js";

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "receptive", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  /** @type {import("./fields.js").Scene} */
  const scene = { header: null, arrays: null, photo: null, layer: 0, unit: [0, 0], hover: null };
  let send = (_name, _value) => {};
  let structure = "";
  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;

  // ---- what stands where
  const { picture, map, sees, sum, slider, play, name, sizes, key } = makeElements(root, { byHand, toggle, keep });
  const status = makeStatus(root);
  const unwatch = watchLook(root, again);
  const player = makePlayer(play, {
    first: () => choose(0),
    next: () => choose(scene.layer + 1),
    ended: () => scene.layer >= scene.header.layers.length - 1,
  });
  takeHand(root, scene, { picture, map, sizes }, { byHand, toggle, keep, pause: player.pause, draw });

  // ---- which unit is shown
  function choose(index) {
    follow(scene, index);
    scene.hover = null;
    slider.value = String(scene.layer);
    draw();
  }
  function byHand(index) {
    player.pause();
    choose(index);
  }
  function toggle() {
    player.toggle();
  }
  function keep() {
    scene.unit = unitOf(scene);
    scene.hover = null;
    send("pin", [scene.layer, ...scene.unit]);
    draw();
  }

  // ---- drawing
  function paintAll() {
    if (!scene.header) return;
    const { header, arrays } = scene;
    const layer = layerOf(scene);
    const unit = unitOf(scene);
    layout({ picture, map, sees }, root, header, layer, fit);
    const look = paint.theme(root);
    const seen = box(arrays, layer, unit);
    drawPicture(picture, scene, unit, seen);
    drawMap(map, layer, unit, header.accent, look);
    drawSeen(sees, scene, unit, seen, look);
    drawSizes(sizes, Math.max(240, root.clientWidth), scene, look);
    key.textContent = legend(header);
    say(sentence(layer, unit, seen), seen);
    if (fit.over(picture.height)) again();
  }
  function say(text, seen) {
    const { header } = scene;
    const one = layerOf(scene);
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
    const [row, column] = unitOf(scene);
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
        player.pause();
        scene.hover = null;
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
      player.pause();
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
