// A dense and a convolutional layer as graphs: point at a unit to see what it touches, at a weight to see who shares it.
// The connections arrive once; pointing and the arrow keys are look-ups here and send nothing to the server.
import { el, view } from "../../shared/dom.js";
import { makeStatus } from "../../shared/frame.js";
import { clamp, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { light, makeGraph, nearest } from "./graph.js";
import { dense, reach } from "./layers.js";
import { download } from "./sheet.js";
import { makeWeights } from "./weights.js";
import { sentence, usage } from "./words.js";

const [BAR, WORDS] = [3, 4.5]; // rem, below the graphs and around each
const STILL = 400; // ms until what is lit is read out
// the input is at the bottom
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

export default function mount({ parentElement, data, setStateValue }) {
  view(parentElement, "connections", create)(unpack(data).header, setStateValue);
}

function create(root) {
  let header = null;
  let graphs = [];
  let pin = null; // layer and unit
  let hover = null;
  const scene = { weight: null, pinned: null }; // the weight whose connections are shown, and the one that was clicked
  let structure = "";
  let send = (_name, _value) => {};
  const board = el("div", { class: "board" });
  const bar = el("div", { class: "bar" });
  root.append(board, bar);
  const status = makeStatus(root, STILL);
  const active = () => hover ?? pin ?? header.start;

  // ---- the hand
  function point(at) {
    hover = at;
    draw();
  }
  function setPin(at) {
    if (!at) return;
    pin = at;
    hover = null;
    send("unit", at);
    draw();
  }
  function keys(event) {
    if (event.key === "Enter" || event.key === " ") setPin(active());
    else if (event.key in MOVES) {
      const [up, right] = MOVES[event.key];
      const layer = clamp(active()[0] + up, header.sizes.length);
      point([layer, clamp(active()[1] + right, header.sizes[layer])]);
    } else return;
    usedUp(event);
  }
  function listen(graph) {
    const { picture } = graph;
    for (const kind of ["pointermove", "pointerdown"]) {
      picture.addEventListener(kind, (event) => point(nearest(graph, header.sizes, event)));
    }
    picture.addEventListener("pointerleave", () => point(null));
    picture.addEventListener("click", (event) => setPin(nearest(graph, header.sizes, event)));
    picture.addEventListener("keydown", keys);
  }

  // ---- what stands there
  function build() {
    graphs = [makeGraph("dense", header, dense(header.sizes)), makeGraph("convolution", header, header.connections)];
    graphs.forEach(listen);
    board.replaceChildren(...graphs.map((graph) => graph.figure));
    const weights = makeWeights(header.kernel, scene, draw);
    const label = word("take_graphs");
    const take = el("button", { type: "button", text: "SVG", onclick: takeAway, "aria-label": label });
    bar.replaceChildren(...weights, take);
    arrange();
  }
  function takeAway() {
    download(graphs, getComputedStyle(root).color);
  }
  // whether the graphs are larger below each other
  function larger(room) {
    const { width, height } = graphs[0];
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const scale = (columns, rows) =>
      Math.min(board.clientWidth / columns / width, (room - BAR * rem) / rows / height - (WORDS * rem) / height);
    return scale(1, 2) > scale(2, 1);
  }
  // on a stage as large as that leaves the words and the buttons in sight
  function arrange() {
    if (!graphs.length) return;
    const room = roomOf(root);
    board.classList.toggle("staged", room > 0);
    board.classList.toggle("below", room > 0 && larger(room));
    for (const { picture, width } of graphs) picture.style.maxWidth = `${width * (room ? 3 : 1.25)}px`;
    for (let tries = 0; room && root.scrollHeight > room + 1 && tries < 4; tries++) {
      const rows = new Set(graphs.map(({ figure }) => figure.offsetTop)).size;
      const over = (root.scrollHeight - room) / rows;
      for (const { picture, width, height } of graphs) {
        picture.style.maxWidth = `${Math.max(80, ((picture.clientHeight - over) * width) / height)}px`;
      }
    }
  }
  window.addEventListener("cnnviz-room", arrange);
  // ---- drawing
  function draw() {
    if (!graphs.length) return;
    const style = getComputedStyle(root);
    const paper = style.getPropertyValue("--st-background-color").trim() || "#fff";
    const look = { ink: style.color, paper, accent: header.accent };
    const [layer, unit] = active();
    for (const graph of graphs) {
      const reached = reach(header.sizes, graph.connections, layer, unit);
      light(graph, reached, [layer, unit], scene.weight, look);
      const shared = scene.weight !== null && graph.kind === "convolution";
      graph.says.textContent = shared
        ? usage(graph.connections, scene.weight)
        : sentence(header.sizes, reached.sets, layer, unit);
    }
    const weights = [...bar.querySelectorAll("button")].slice(0, header.kernel);
    weights.forEach((button, j) => button.setAttribute("aria-pressed", String(scene.pinned === j)));
    status.say(
      graphs.map((graph) => word("of_graph", { graph: word(graph.kind), text: graph.says.textContent })).join(" "),
    );
  }

  // the theme can change without a message
  new MutationObserver(draw).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["class", "style", "data-theme"],
  });

  return (next, setStateValue) => {
    header = next;
    send = setStateValue;
    pin = header.pin;
    const now = JSON.stringify([header.sizes, header.connections, header.captions, header.padding]);
    if (now !== structure) {
      structure = now;
      hover = null;
      scene.weight = scene.pinned = null;
      build();
    }
    draw();
  };
}
