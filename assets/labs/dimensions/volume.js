// A volume and the response to a 3-D kernel, cut along its three axes through one voxel.
// Both volumes arrive once; moving the cross looks values up and sends nothing to the server.
import { bar as colourBar } from "../../shared/bar.js";
import { node, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { savePng } from "../../shared/save.js";
import { word } from "../../shared/words.js";
import { AXES, CUTS, indexOf } from "./cuts.js";
import { takeHand } from "./hand.js";
import { arrange, drawPanel, makePanel, samePlace } from "./panels.js";

const EVERY = 120; // ms a slice stays while it plays
const GAP = 12; // px between the cuts that are taken away

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  const scene = { header: null, arrays: null, at: [0, 0, 0], pin: null, cell: 1, size: 1 }; // size: voxels along each axis
  let send = (_name, _value) => {};
  let seen = 0; // the last size
  let playing = false;
  let last = 0;

  // ---- what stands where
  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const board = node("div", "", root);
  const grid = node("div", "", board, { style: "display:grid;gap:.6rem 1rem;justify-content:center" });
  const bars = node("div", "board", board);
  const panels = [];
  const scales = {};
  for (const array of ["volume", "response"]) {
    for (const cut of CUTS) panels.push(makePanel(grid, array, cut));
    const figure = node("figure", "", bars);
    scales[array] = node("canvas", "", figure);
    node("figcaption", "", figure, { text: word(array), style: "margin-top:-.2rem" });
  }
  const sum = node("p", "sum", root);
  const bar = node("div", "bar", root);
  const play = node("button", "", bar, { type: "button", text: word("play") });
  play.addEventListener("click", toggle);
  const sliders = AXES.map((axis, i) => makeSlider(bar, axis, (value) => move(withAxis(i, value))));
  const take = node("button", "", bar, { type: "button", text: "PNG", "aria-label": word("take_picture") });
  take.addEventListener("click", takeAway);
  const status = makeStatus(root);
  const unwatch = watchLook(root, again);

  // ---- the hand
  const withAxis = (axis, value) => scene.at.map((v, i) => (i === axis ? value : v));
  function move(voxel) {
    scene.at = voxel;
    pause();
    draw();
  }
  function pin() {
    scene.pin = samePlace(scene.pin, scene.at) ? null : [...scene.at];
    send("pin", scene.pin);
    draw();
  }
  for (const panel of panels) takeHand(panel, scene, { move, pin, toggle, draw });

  // ---- playing: slice by slice along z
  function toggle() {
    if (playing) {
      pause();
      return;
    }
    playing = true;
    last = performance.now();
    play.textContent = word("pause");
    draw();
  }
  function pause() {
    playing = false;
    play.textContent = word("play");
  }

  // ---- drawing
  function paintAll(now) {
    const { header, arrays } = scene;
    if (!header) return;
    if (playing && now - last > EVERY) {
      scene.at = withAxis(0, (scene.at[0] + 1) % scene.size);
      last = now;
    }
    const luts = { diverging: arrays.diverging, sequential: arrays.sequential };
    scene.cell = arrange(grid, root.clientWidth, scene.size, fit);
    for (const [array, canvas] of Object.entries(scales)) {
      const { show, limits } = header.show[array];
      colourBar(canvas, paint.colourer(luts, show, limits), limits, paint.theme(root), word(array));
    }
    for (const panel of panels) drawPanel(panel, scene, luts);
    say();
    if (playing) draw();
    if (fit.over(scene.cell * scene.size, 2)) again();
  }
  function say() {
    const { arrays, at } = scene;
    const here = indexOf(at, scene.size);
    const response = arrays.response[here];
    const values = { value: format(arrays.volume[here]), response: format(response) };
    sum.textContent = word("voxel", { at: at.join(", "), ...values });
    status.say(sum.textContent);
    sliders.forEach((slider, i) => {
      slider.value = String(at[i]);
    });
    Object.assign(root.dataset, { voxel: at.join(), value: response }); // tests read these
  }
  function again() {
    for (const panel of panels) panel.key = "";
    draw();
  }
  function takeAway() {
    const side = panels[0].base.width;
    const place = (i) => ({ x: (i % 3) * (side + GAP), y: Math.floor(i / 3) * (side + GAP) });
    const parts = panels.map(({ base }, i) => ({ canvas: base, ...place(i) }));
    savePng("volume", "#fff", 3 * side + 2 * GAP, 2 * side + GAP, parts);
  }

  return {
    update({ header, arrays }, set) {
      const { size } = header;
      Object.assign(scene, { header, arrays, pin: header.pin, size });
      send = set;
      for (const slider of sliders) slider.max = String(size - 1);
      if (scene.pin || seen !== size) scene.at = [...header.start];
      seen = size;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}

function makeSlider(bar, axis, changed) {
  const label = node("label", "", bar, { style: "display:flex;align-items:center;gap:.4rem;flex:1 1 9rem" });
  node("span", "", label, { text: axis });
  const named = { type: "range", min: 0, step: 1, "aria-label": word("slice_along", { axis }) };
  const slider = node("input", "scrub", label, named);
  slider.addEventListener("input", () => changed(Number(slider.value)));
  return slider;
}
