// One layer, or two, as a graph in SVG: lines for connections, circles for units.
import { el } from "../../shared/dom.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";
import { extent, places } from "./layers.js";
import { SUBSCRIPTS } from "./words.js";

const STEP = 52; // units of the view box
const ROW = 120;
const RADIUS = 17;
const MARGIN = 30;
// Okabe and Ito's colours that stand out on white and on near-black
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b0539b", "#a87900", "#3a86c8", "#c0392b"];
const GREY = "#85859a";
const OWN = "#7a7a88"; // a weight that nobody shares
const LIT = "#fff6a8";
const DARK = "#14181f"; // can be read on what is lit
const FEW = 6; // connections that are named

/**
 * @typedef {ReturnType<typeof makeGraph>} Graph
 * @param {"dense" | "convolution"} kind
 * @param {any} header
 * @param {import("./layers.js").Connection[][]} connections
 */
export function makeGraph(kind, header, connections) {
  const plan = planOf(header);
  const { width, height } = plan;
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    xmlns: "http://www.w3.org/2000/svg",
    tabindex: 0,
    role: "application",
    "aria-label": word(kind === "dense" ? "dense_graph" : "convolution_graph"),
  });
  picture.style.maxWidth = `${width * 1.25}px`;
  const lines = connections.map((layer, l) => layer.map((connection) => drawLine(picture, plan, l, connection)));
  if (kind === "convolution") drawPadding(picture, plan, header);
  const marks = picture.appendChild(svg("g"));
  const units = header.sizes.map((size, l) =>
    Array.from({ length: size }, (_, u) => drawUnit(picture, plan.x(l, u), plan.y(l), String(u))),
  );
  const says = el("p", { class: "says" });
  const title = word(kind === "dense" ? "dense_title" : "convolution_title");
  const caption = el("figcaption", {}, title, el("small", { text: header.captions[kind] }));
  const figure = el("figure", {}, caption, picture, says);
  return { kind, connections, figure, picture, lines, units, marks, says, plan, width, height };
}

// Where everything stands, in units of the view box; the input is at the bottom.
function planOf({ sizes, stride, dilation, kernel, padding }) {
  const rows = places({ sizes, stride, dilation, kernel, padding });
  const [low, high] = extent(rows, padding);
  const width = (high - low) * STEP + 2 * MARGIN;
  const height = (sizes.length - 1) * ROW + 2 * MARGIN;
  const x = (layer, unit) => MARGIN + (rows[layer].first + rows[layer].step * unit - low) * STEP;
  const y = (layer) => height - MARGIN - layer * ROW;
  return { width, height, x, y };
}

function drawLine(picture, { x, y }, layer, [from, to, weight]) {
  const ends = { x1: x(layer, from), y1: y(layer), x2: x(layer + 1, to), y2: y(layer + 1) };
  const stroke = weight < 0 ? OWN : COLOURS[weight];
  return picture.appendChild(svg("line", { ...ends, stroke, "stroke-linecap": "round" }));
}

// Zeros before and after the units of every layer but the last.
function drawPadding(picture, { x, y }, { sizes, padding: [before, after] }) {
  sizes.slice(0, -1).forEach((size, l) => {
    const units = [];
    for (let u = -before; u < 0; u++) units.push(u);
    for (let u = size; u < size + after; u++) units.push(u);
    for (const u of units) {
      const place = { cx: x(l, u), cy: y(l), r: RADIUS * 0.62 };
      const text = { x: x(l, u), y: y(l) + 6, "text-anchor": "middle", "font-size": 17, fill: GREY };
      picture.append(
        svg("circle", { ...place, fill: "none", stroke: GREY, "stroke-dasharray": "3 3" }),
        svg("text", text, "0"),
      );
    }
  });
}

function drawUnit(picture, x, y, name) {
  const circle = svg("circle", { cx: x, cy: y, r: RADIUS, "stroke-width": 1.5 });
  const type = { "text-anchor": "middle", "font-size": 18, "font-family": "sans-serif", "pointer-events": "none" };
  const label = svg("text", { x, y: y + 6, ...type }, name);
  picture.append(circle, label);
  return { circle, label };
}

/** Layer and unit nearest to the pointer; null where none is near. @param {Graph} graph @param {number[]} sizes */
export function nearest({ picture, plan }, sizes, event) {
  const box = picture.getBoundingClientRect();
  const scale = plan.width / box.width;
  const px = (event.clientX - box.left) * scale;
  const py = (event.clientY - box.top) * scale;
  const layer = Math.round((plan.height - MARGIN - py) / ROW);
  if (layer < 0 || layer >= sizes.length || Math.abs(py - plan.y(layer)) > RADIUS * 1.7) return null;
  let best = null;
  for (let u = 0; u < sizes[layer]; u++) {
    const far = Math.abs(px - plan.x(layer, u));
    if (far < STEP * 0.75 && (!best || far < best.far)) best = { far, at: [layer, u] };
  }
  return best?.at;
}

/**
 * Lights a unit with all that it sees and affects, or all connections that share a weight.
 * @param {Graph} graph
 * @param {ReturnType<typeof import("./layers.js").reach>} reached
 * @param {number[]} active layer and unit
 * @param {number | null} weight
 * @param {{ ink: string, paper: string, accent: string }} look
 */
export function light(graph, { sets, lit }, [layer, unit], weight, look) {
  const one = weight !== null && graph.kind === "convolution";
  const total = lit.reduce((sum, set) => sum + set.size, 0);
  const named = graph.kind === "convolution" && (one || total <= FEW);
  graph.marks.replaceChildren();
  graph.lines.forEach((lines, l) => {
    lines.forEach((line, at) => {
      const connection = graph.connections[l][at];
      const on = one ? connection[2] === weight : lit[l].has(at);
      line.setAttribute("stroke-width", on ? 4 : 1.5);
      line.setAttribute("opacity", on ? 1 : graph.kind === "dense" ? 0.25 : 0.45);
      // away from the unit where the lines meet
      if (on && named) drawMark(graph, l, connection, l >= layer && !one ? 0.64 : 0.36, look);
    });
  });
  graph.units.forEach((units, l) => {
    units.forEach(({ circle, label }, u) => {
      const here = !one && l === layer && u === unit;
      const on = !one && sets[l].has(u);
      circle.setAttribute("fill", here ? look.accent : on ? LIT : look.paper);
      circle.setAttribute("stroke", look.ink);
      circle.setAttribute("stroke-width", here ? 4 : on ? 2.5 : 1.2);
      label.setAttribute("fill", here || on ? DARK : look.ink);
    });
  });
}

// part: how far from input to output
function drawMark({ marks, plan: { x, y } }, layer, [from, to, weight], part, { ink, paper }) {
  const place = {
    x: x(layer, from) + part * (x(layer + 1, to) - x(layer, from)),
    y: y(layer) + part * (y(layer + 1) - y(layer)) + 5,
  };
  const type = { "text-anchor": "middle", "font-size": 18, "font-weight": 700, "font-family": "sans-serif" };
  const rim = { fill: ink, stroke: paper, "stroke-width": 4, "paint-order": "stroke", "pointer-events": "none" };
  marks.append(svg("text", { ...place, ...type, ...rim }, `w${SUBSCRIPTS[weight]}`));
}
