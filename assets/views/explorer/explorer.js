// The window explorer: input, kernel, output and the window between them.
// Arrays arrive once; hovering, scrubbing and playing are index look-ups here and send nothing to the server.
import { el, view } from "../../shared/dom.js";
import { makeModel } from "../../shared/model.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeControls } from "./controls.js";
import { makeFollowing } from "./following.js";
import { layout } from "./layout.js";
import { lit } from "./lit.js";
import { buildPanels, structureOf } from "./panels.js";
import { makePlayer } from "./player.js";
import { active, newScene, put } from "./scene.js";
import { sentence } from "./sentence.js";
import { still } from "./still.js";

const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  const scene = newScene();
  const { at } = scene;
  let panels = [];
  let structure = "";
  let inputs = ""; // the shape of the last input
  let stale = true; // the still pictures too are to be drawn
  let pending = 0;
  let resizing = 0;
  let saying = 0;
  let send = (_name, _value) => {};

  // ---- the frame around the panels
  const player = makePlayer(scene, { draw, moved: () => tell(at), played: (on) => controls.showPlaying(on) });
  const controls = makeControls(root, {
    step: player.step,
    toggle: () => (scene.playing ? player.pause() : player.start()),
    scrub: player.scrub,
    rate: player.setRate,
    filter: showFilter,
    release: () => setPin(null),
  });
  const board = el("div", { class: "board" });
  const detail = el("div", { class: "detail" });
  const sum = el("p", { class: "sum" });
  const status = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const probe = el("i", { class: "probe" });
  root.append(board, detail, sum, controls.bar, status, probe);

  // ---- the hand
  const hand = {
    move(where) {
      scene.hover = where;
      if (where) player.pause();
      if (where?.kind === "out") scene.revealed = Infinity;
      if (where && where.kind !== "k") tell(active(scene));
      draw();
    },
    down(where) {
      scene.hover = where;
      draw();
    },
    leave() {
      scene.hover = null;
      draw();
    },
    click(where) {
      if (!where || where.kind === "k") return;
      const [r, q] = where.kind === "out" ? [where.r, where.q] : scene.model.nearest(where.y, where.x);
      scene.revealed = Infinity;
      setPin(scene.pin && scene.pin[0] === r && scene.pin[1] === q ? null : [r, q]);
    },
  };
  function keys(event) {
    if (!event.target.closest?.("[role=application]")) return;
    if (KEYS[event.key]) player.move(...KEYS[event.key]);
    else if (event.key === "Home") player.toFirst();
    else if (event.key === "End") player.toLast();
    else if (event.key === " ") (scene.playing ? player.pause : player.start)();
    else if (event.key === "Enter") hand.click({ kind: "out", ...active(scene) });
    else if (event.key === "Escape") setPin(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function setPin(value) {
    scene.pin = value;
    scene.loose = false;
    if (value) [at.r, at.q] = value;
    send("pin", value ? [value[0], value[1]] : null);
    draw();
  }
  function showFilter(f) {
    at.f = f;
    scene.hover = null;
    draw(true);
  }

  // ---- what explorers and kernel editors on the page tell each other
  function tell({ r, q }) {
    const { group } = scene.header;
    if (group) window.dispatchEvent(new CustomEvent("cnnviz-position", { detail: { group, r, q, from: root } }));
  }
  /** @param {any} event */
  function follow({ detail: told }) {
    const { header, model } = scene;
    if (!model || told.from === root || told.group !== header.group) return;
    scene.hover = null;
    scene.loose = true;
    at.r = Math.min(model.Ho - 1, told.r);
    at.q = Math.min(model.Wo - 1, told.q);
    draw();
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
  /** @param {any} event */
  const kernelEdited = ({ detail: edit }) => following.kernelEdited(edit);
  /** @param {any} event */
  const inputForeseen = ({ detail: input }) => following.inputForeseen(input);

  // ---- drawing, at most once a frame
  function draw(again = false) {
    stale ||= again;
    if (!pending) pending = requestAnimationFrame(frame);
  }
  function frame(now) {
    pending = 0;
    if (!scene.model || !root.isConnected) return;
    if (scene.playing) player.tick(now);
    const look = paint.theme(root);
    if (stale) for (const panel of panels) still(panel, scene, look);
    stale = false;
    for (const panel of panels) lit(panel, scene, look);
    say(sentence(scene), active(scene));
    if (scene.playing) draw();
  }
  function say(text, { f, r, q }) {
    const { model } = scene;
    sum.textContent = text;
    controls.scrub.value = String(r * model.Wo + q);
    controls.scrub.setAttribute("aria-valuetext", text);
    controls.unpin.hidden = !scene.pin;
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = text;
    }, 300);
    // tests read these
    const frames = Number(root.dataset.frames || 0) + 1;
    Object.assign(root.dataset, { row: r, column: q, value: model.out(f, r, q), frames });
  }
  function arrange() {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const tall = Math.min(820, Math.max(260, window.innerHeight * 0.6));
    const stacked = layout(panels, scene, { width: Math.max(240, root.clientWidth), tall, rem });
    root.classList.toggle("stacked", stacked);
  }
  function again() {
    if (!scene.model) return;
    arrange();
    for (const panel of panels) if (panel.kind !== "in" && panel.kind !== "out") panel.key = "";
    draw(true);
  }

  // ---- a message, from the server or foreseen
  function show(message) {
    put(scene, message, makeModel);
    const { header, model } = scene;
    const now = structureOf(scene);
    if (now !== structure) {
      structure = now;
      panels = buildPanels(scene, board, detail, hand);
      const filters = Array.from({ length: model.F }, (_, f) => el("option", { value: f, text: header.filters[f] }));
      controls.filter.replaceChildren(...filters);
      controls.filter.hidden = model.F < 2;
      scene.hover = null;
      scene.revealed = Infinity;
      player.pause();
    }
    place();
    controls.scrub.max = String(model.Ho * model.Wo - 1);
    controls.filter.value = String(at.f);
    root.style.setProperty("--accent", header.accent);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", header.title);
    arrange();
    draw(true);
  }
  // Where the window stands after a message: where it stood, if that is still there.
  function place() {
    const { header, model } = scene;
    at.f = Math.min(at.f, model.F - 1);
    at.r = Math.min(at.r, model.Ho - 1);
    at.q = Math.min(at.q, model.Wo - 1);
    scene.pin = header.pin && header.pin[0] < model.Ho && header.pin[1] < model.Wo ? header.pin : null;
    const input = header.shapes.input.join();
    if ((scene.pin && !scene.loose) || input !== inputs) [at.r, at.q] = scene.pin ?? header.start;
    inputs = input;
  }

  const resized = new ResizeObserver(() => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(again);
  });
  const heard = { "cnnviz-position": follow, "cnnviz-kernel": kernelEdited, "cnnviz-output": inputForeseen };
  resized.observe(root);
  root.addEventListener("keydown", keys);
  probe.addEventListener("transitionend", again); // the probe's colour is the theme's: light ↔ dark repaints
  for (const [name, listener] of Object.entries(heard)) window.addEventListener(name, listener);

  return {
    update(message, set) {
      send = set;
      following.receive(message);
    },
    destroy() {
      for (const [name, listener] of Object.entries(heard)) window.removeEventListener(name, listener);
      resized.disconnect();
      cancelAnimationFrame(pending);
      clearTimeout(saying);
      pending = 0;
      root.remove();
    },
  };
}
