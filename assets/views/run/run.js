// A training run while it goes on and afterwards. It reads the run from the server by itself; the page hears of nothing
// but a rewind, which makes another run, and another pace, which stands in the address. Hovering, scrubbing and playing stay in the browser.
import { grown } from "../../shared/chart.js";
import { node } from "../../shared/dom.js";
import { makeFrame, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit, roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makeCommand } from "./asking.js";
import { makeCommands } from "./commands.js";
import { makeCurves } from "./curves.js";
import { COLUMN, openFeed } from "./feed.js";
import { makeHead } from "./head.js";
import { takeKeys } from "./keys.js";
import { makePictureFigures } from "./picture_figures.js";
import { makePictures } from "./pictures.js";
import { keepRoom, letRoomGo } from "./reserve.js";
import { at, prepare } from "./rows.js";
import { closest, nearest, newScene, stepsOf } from "./scene.js";
import { makeSceneFigures, makeSceneSnapshots } from "./scene_figures.js";
import { makeScreens } from "./screens.js";
import { makeSnapshots } from "./snapshots.js";
import { makeTimeline } from "./timeline.js";

const NARROW = 760; // px
const instances = new WeakMap();
const brought = new Set(); // runs that came into sight when they were started

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
  const scene = newScene(header, luts);
  let trigger = (_name, _value) => {};
  let table = prepare({ count: 0, numbers: new Float32Array(0) });
  let fresh = true; // rows have arrived that the table lacks

  // ---- what stands where
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const fit = makeFit(root);
  const pictures = makePictures(scene, watch);
  const finds = header.task !== "classification";
  const show = finds ? makeSceneSnapshots(scene, draw) : makeSnapshots(scene, pictures, draw);
  const head = makeHead(root, scene);
  const screens = makeScreens(root, scene, draw);
  const commands = makeCommands(root, scene, makeCommand(scene, draw), draw, (pace) => trigger("pace", pace));
  const board = node("div", "board", root);
  const curves = makeCurves(board, scene, { draw, goTo });
  const timeline = makeTimeline(board, scene, { show, draw, rewind });
  const { learn, drawFigures, matrix, drawPicker } = (finds ? makeSceneFigures : makePictureFigures)(
    { root, board, scene, fit, screens, timeline, pictures },
    { show, draw },
  );

  // ---- what is asked for
  scene.feed = openFeed(header, () => header.token, heard, failed);
  function failed(sentence) {
    if (scene.trouble === sentence) return;
    scene.trouble = sentence;
    draw();
  }
  function heard() {
    fresh = true;
    learn();
    show();
    draw();
  }
  function watch(index) {
    scene.picture = index;
    const wrong = (error) => {
      scene.problem = error.message;
      draw();
    };
    const chosen = () => {
      drawPicker();
      show();
    };
    pictures.fetchAll([index]).then(chosen).catch(wrong);
    if (scene.feed.state && header.token) scene.feed.command("watch", index).catch(wrong);
  }
  function rewind() {
    const { drawn, chosen } = scene;
    if (drawn) trigger("rewind", chosen === null ? drawn.header.step : nearest(scene, chosen)[0]);
  }
  function goTo(step) {
    const all = stepsOf(scene);
    if (!all.length) return;
    timeline.pause();
    timeline.choose(closest(all, step));
  }

  // ---- drawing
  function lookOf() {
    const back = getComputedStyle(root).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255];
    return { ...paint.theme(root), back: back.slice(0, 3).map(Number), px: 13 * grown() };
  }
  function paintAll() {
    const { about, drawn } = scene;
    const narrow = root.clientWidth < NARROW;
    root.classList.toggle("narrow", narrow);
    const tall = fit.tall(narrow ? 210 : 250, scene.screen);
    const staged = !narrow && fit.room() > 0;
    screens.draw(staged);
    const look = lookOf();
    head.draw();
    commands.draw();
    timeline.draw();
    if (fresh) table = prepare(scene.feed.rows);
    fresh = false;
    if (screens.has("curve")) curves.draw(table, stepsOf(scene), staged ? Math.min(tall, 600) : tall, look);
    drawFigures(look, tall);
    tellTests();
    if (drawn && about && !staged) letRoomGo(root);
    if (staged && screens.has("curve") && fit.over(tall)) frame.draw();
  }
  function tellTests() {
    const end = table.count - 1;
    const last = (column) => (end < 0 ? "" : at(table, end, column));
    Object.assign(root.dataset, {
      state: scene.feed.state?.state ?? "",
      rows: table.count,
      step: last(COLUMN.step),
      loss: last(COLUMN.loss),
      picture: scene.picture ?? "",
    });
  }

  takeKeys(root, scene, timeline, matrix);
  const unwatch = watchLook(root, draw);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", word("training_run", { name: header.name }));
  root.style.setProperty("--accent", header.accent);
  scene.feed.poll();
  draw();
  keepRoom(root);
  if (header.begun && !brought.has(header.run)) {
    brought.add(header.run);
    // its curves and filters are what one wants to see now
    const lab = roomOf(root) ? document.querySelector(".st-key-step-lab") : null;
    requestAnimationFrame(() => (lab ?? root).scrollIntoView({ behavior: "smooth", block: "start" }));
  }

  return {
    update({ header: { token, scenes } }, set) {
      trigger = set;
      header.token = token;
      header.scenes = scenes;
      commands.allow(Boolean(token));
      draw();
    },
    destroy() {
      scene.feed.close();
      timeline.pause();
      unwatch();
      frame.stop();
      instances.delete(root);
      root.remove();
    },
  };
}
