// One value of a network: the way to it, its place on the photo, and the terms that add up to it.
// Going on to a term, back along the trail, or to another value of the map sends one message; choosing the channel of a
// window is done here.
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { ARROWS, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { makePanel, shareOf, takeKeys } from "../../shared/panel.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { drawMap, drawPhoto, markSpot } from "./pictures.js";
import { channelSums, indexAt, indexed, plane, spot, strongest } from "./sums.js";
import { listed, windowed } from "./terms.js";

const PICTURE = 0.31; // of the stage's height, for a picture

export default function mount({ parentElement, data, setTriggerValue }) {
  const shown = view(parentElement, "trace", create);
  shown.update(unpack(data), setTriggerValue);
  return shown.destroy;
}

function create(root) {
  /** @type {import("./sums.js").Trace} */
  const trace = { header: null, arrays: null, channel: 0, cursor: null };
  let place = ""; // the value that is shown
  let version = 0;
  let send = (_name, _value) => {};

  // ---- what stands where
  const trail = el("ol", { class: "trail", "aria-label": word("way_so_far") });
  const photo = makePanel("", word("what_value_sees"));
  const map = makePanel("", word("its_map"));
  for (const { figure, text } of [photo, map]) figure.prepend(text);
  takeKeys(map);
  photo.stack.setAttribute("role", "img");
  const steps = el("ol", { class: "steps" });
  const terms = el("div", { class: "terms" });
  const side = el("div", { class: "side" }, photo.figure, map.figure);
  const board = el("div", { class: "board" }, side, el("section", { class: "sum" }, steps, terms));
  const status = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  root.append(trail, board, status);

  // ---- where to go
  const goOn = ({ layer, index }) => send("go", { layer, index, instead: false });
  function take(cell) {
    const { layer } = trace.header.trail.at(-1);
    send("go", { layer, index: indexAt(trace.header, cell), instead: true });
  }
  function choose(channel) {
    trace.channel = channel;
    drawTerms();
  }
  map.overlay.addEventListener("click", (event) => {
    const [u, v] = shareOf(map.overlay, event);
    const [rows, columns] = plane(trace.header);
    take([Math.min(rows - 1, Math.floor(v * rows)), Math.min(columns - 1, Math.floor(u * columns))]);
  });
  map.stack.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      const size = plane(trace.header);
      const [row, column] = moved(spot(trace), ARROWS[event.key], size);
      trace.cursor = [row, column];
      markSpot(map, trace);
      const value = format(trace.arrays.map[row * size[1] + column]);
      status.textContent = word("value_at", { row, column, value });
    } else if (event.key === "Enter" && trace.cursor) take(trace.cursor);
    else return;
    usedUp(event);
  });

  // ---- drawing
  function drawTerms() {
    const { window } = trace.header;
    const parts = window.length ? windowed(trace, root, { choose, go: goOn }) : listed(trace, goOn);
    terms.replaceChildren(...parts);
  }
  function drawPictures() {
    const width = photo.figure.clientWidth || 260;
    const tall = roomOf(root);
    root.classList.toggle("staged", tall > 0);
    const room = tall ? Math.min(width, tall * PICTURE) : width;
    drawPhoto(photo, trace.header, trace.arrays, room);
    drawMap(map, trace, room);
  }
  function repaint() {
    if (!trace.header) return;
    drawPictures();
    if (trace.header.window.length) drawTerms();
  }
  const again = () => trace.header && drawPictures();
  const resized = new ResizeObserver(again);
  window.addEventListener("cnnviz-room", repaint);
  resized.observe(root);
  const lights = matchMedia("(prefers-color-scheme: dark)");
  lights.addEventListener("change", repaint);

  return {
    update({ header, arrays }, set) {
      Object.assign(trace, { header, arrays });
      send = set;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      const here = header.trail.at(-1);
      const now = `${header.trail.length}${here.layer}${indexed(header.index)}${header.id}`;
      if (now !== place) {
        place = now;
        trace.cursor = null;
        trace.channel = 0;
        status.textContent = "";
      }
      if (header.window.length && !trace.channel) trace.channel = strongest(channelSums(trace));
      trail.replaceChildren(...header.trail.map((stop, i) => makeStop(stop, stop === here, () => send("back", i))));
      steps.replaceChildren(...header.steps.map(makeStep));
      drawPictures();
      drawTerms();
      version += 1;
      const value = String(here.value); // tests read these
      Object.assign(root.dataset, { place: `${here.layer}:${header.index.join(",")}`, value, version });
    },
    destroy() {
      resized.disconnect();
      window.removeEventListener("cnnviz-room", repaint);
      lights.removeEventListener("change", repaint);
      root.remove();
    },
  };
}

function makeStop({ layer, index, value }, here, goBack) {
  const text = `${layer} ${indexed(index)} = ${format(value)}`;
  if (here) return el("li", {}, el("strong", { text, "aria-current": "step" }));
  return el("li", {}, el("button", { type: "button", text, onclick: goBack }));
}

function makeStep({ layer, kind, text }) {
  const where = el("span", { class: "where", text: `${layer} · ${kind}` });
  return el("li", {}, where, el("span", { text }));
}
