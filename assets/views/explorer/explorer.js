// The window explorer: input, kernel, output and the window between them.
// Arrays arrive once; hovering, scrubbing and playing are index look-ups here and send nothing to the server.
import { el, view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { makeControls } from "./controls.js";
import { makeFollowing } from "./following.js";
import { barOf, follows, leave, meet } from "./group.js";
import { makeHand } from "./hand.js";
import { layout, pictured } from "./layout.js";
import { lit } from "./lit.js";
import { buildPanels, structureOf } from "./panels.js";
import { makePlayer } from "./player.js";
import { active, follow, newScene, place, put } from "./scene.js";
import { sentence } from "./sentence.js";
import { still } from "./still.js";

const LEAST_PHOTO = 420; // px for a photo, its window and its sum on a normal screen
const BRIEF = 4; // terms of a sum that can be written large
const BASE = 16; // px of type there; in a hall it is larger
const baseSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || BASE;
const leastOf = ({ header }) => (header?.photo && baseSize() <= BASE ? LEAST_PHOTO : 0);

export default function mount({ parentElement, data, setStateValue }) {
  const made = view(parentElement, "explorer", create);
  made.update(unpack(data), setStateValue);
  return made.destroy;
}

// On a stage it fills its room, and a short sum is written large.
function pose(root, sum, { header, model: { C, kh, kw } }, room) {
  root.classList.toggle("edited", Boolean(header.follows));
  root.classList.toggle("staged", room > 0);
  root.style.minHeight = room ? `${room - 2}px` : "";
  sum.classList.toggle("brief", !header.group && C * kh * kw <= BRIEF);
}

function create(root) {
  const scene = newScene();
  let panels = [];
  let structure = "";
  let stale = true; // the still pictures too are to be drawn
  let send = (_name, _value) => {};

  const fit = makeFit(root, barOf.bind(null, scene), leastOf.bind(null, scene));
  const frame = makeFrame(root, paintAll);
  const player = makePlayer(scene, { draw, moved: () => tell(scene.at), played: (on) => controls.showPlaying(on) });
  const hand = makeHand(scene, player, { draw, tell, pin });
  const controls = makeControls(root, {
    step: player.step,
    toggle: player.toggle,
    scrub: player.scrub,
    rate: player.setRate,
    filter: showFilter,
    release: () => pin(null),
  });
  const board = el("div", { class: "board" });
  const detail = el("div", { class: "detail" });
  const sum = el("p", { class: "sum" });
  root.append(board, detail, sum, controls.bar);
  const status = makeStatus(root);
  const unwatch = watchLook(root, again);

  function pin(value) {
    scene.pin = value;
    scene.loose = false;
    if (value) [scene.at.r, scene.at.q] = value;
    send("pin", value);
    draw();
  }
  function showFilter(f) {
    scene.at.f = f;
    scene.hover = null;
    draw(true);
  }

  // ---- what explorers and kernel editors on the page tell each other
  function tell({ r, q }) {
    const { group } = scene.header;
    if (group) window.dispatchEvent(new CustomEvent("cnnviz-position", { detail: { group, r, q, from: root } }));
  }
  const following = makeFollowing(
    (message) => {
      delete root.dataset.preview;
      show(message);
      root.dataset.version = message.header.output_id;
    },
    (message, stamp) => {
      show(message);
      root.dataset.preview = String(stamp);
      const { key, shapes } = message.header;
      const foreseen = { key, stamp, values: message.arrays.output, shape: shapes.output };
      window.dispatchEvent(new CustomEvent("cnnviz-output", { detail: foreseen }));
    },
  );
  /** @type {Record<string, (event: any) => void>} */
  const heard = {
    "cnnviz-position": ({ detail }) => {
      if (detail.from !== root && follow(scene, detail)) draw();
    },
    "cnnviz-kernel": ({ detail }) => following.kernelEdited(detail),
    "cnnviz-output": ({ detail }) => following.inputForeseen(detail),
  };
  root.addEventListener("keydown", hand.keys);
  for (const [name, listener] of Object.entries(heard)) window.addEventListener(name, listener);

  // ---- drawing
  function draw(again = false) {
    stale ||= again;
    frame.draw();
  }
  function paintAll(now) {
    if (!scene.model) return;
    if (scene.playing) player.tick(now);
    const look = paint.theme(root);
    if (stale) for (const panel of panels) still(panel, scene, look);
    stale = false;
    for (const panel of panels) lit(panel, scene, look);
    say(sentence(scene), active(scene));
    if (scene.playing) draw();
    if (fit.over(pictured(panels, scene))) again();
  }
  function say(text, { f, r, q }) {
    const { model } = scene;
    sum.textContent = text;
    controls.scrub.value = String(r * model.Wo + q);
    controls.scrub.setAttribute("aria-valuetext", text);
    controls.unpin.hidden = !scene.pin;
    status.say(text);
    // tests read these
    const frames = Number(root.dataset.frames || 0) + 1;
    Object.assign(root.dataset, { row: r, column: q, value: model.out(f, r, q), frames });
  }
  function arrange() {
    const rem = baseSize();
    const tall = fit.tall(Math.min(820, Math.max(260, window.innerHeight * 0.6)), structure);
    const stacked = layout(panels, scene, { width: Math.max(240, root.clientWidth), tall, rem, whole: fit.room() });
    root.classList.toggle("stacked", stacked);
    controls.bar.hidden = fit.room() > 0 && follows(scene);
    pose(root, sum, scene, fit.room());
  }
  function again() {
    if (!scene.model) return;
    arrange();
    for (const panel of panels) if (panel.kind !== "in" && panel.kind !== "out") panel.key = "";
    draw(true);
  }

  // ---- a message, from the server or foreseen
  function show(message) {
    put(scene, message);
    const { header, model } = scene;
    const now = structureOf(scene);
    if (now !== structure) {
      structure = now;
      panels = buildPanels(scene, board, detail, hand);
      controls.setFilters(header.filters.slice(0, model.F));
      scene.hover = null;
      scene.revealed = Infinity;
      player.pause();
    }
    place(scene);
    meet(scene);
    controls.scrub.max = String(model.Ho * model.Wo - 1);
    controls.filter.value = String(scene.at.f);
    root.style.setProperty("--accent", header.accent);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", header.title);
    arrange();
    draw(true);
  }

  return {
    update(message, set) {
      send = set;
      following.receive(message);
    },
    destroy() {
      leave(scene);
      for (const [name, listener] of Object.entries(heard)) window.removeEventListener(name, listener);
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
