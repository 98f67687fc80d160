// A dense and a convolutional layer as graphs: point at a unit to see what it touches, at a weight to see who shares it.
// The connections arrive once; pointing and the arrow keys are look-ups here and send nothing to the server.
import { view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";

const NS = "http://www.w3.org/2000/svg";
const STEP = 52,
  ROW = 120,
  RADIUS = 17,
  MARGIN = 30; // units of the view box
// Okabe and Ito's colours that stand out on white and on near-black
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b0539b", "#a87900", "#3a86c8", "#c0392b"];
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

export default function mount({ parentElement, data, setStateValue }) {
  view(parentElement, "connections", create)(unpack(data).header, setStateValue);
}

const html = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
function svg(tag, attributes = {}, text = "") {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

function create(root) {
  const board = html("div", { className: "board" }),
    bar = html("div", { className: "bar" });
  const status = html("p", { className: "hidden" });
  status.setAttribute("role", "status");
  root.append(board, bar, status);
  let header,
    send = (..._sent) => {},
    graphs = [],
    pin = null,
    hover = null,
    weight = null,
    pinned = null,
    structure = "",
    saying = 0;

  const last = () => header.sizes.length - 1;
  const name = (layer) => (layer === 0 ? "input" : layer === last() ? "output" : `unit of layer ${layer},`);
  const active = () => hover ?? pin ?? header.start;

  // ---- where the units stand: an output above the middle of its window
  function places() {
    const { sizes, stride, dilation, kernel, padding } = header;
    let first = 0,
      step = 1;
    return sizes.map((size) => {
      const row = { first, step, size };
      first += step * ((dilation * (kernel - 1)) / 2 - padding[0]);
      step *= stride;
      return row;
    });
  }

  function reach(connections, layer, unit) {
    const sets = header.sizes.map(() => new Set());
    sets[layer].add(unit);
    const lit = connections.map(() => new Set());
    for (let l = layer; l < last(); l++)
      connections[l].forEach((c, at) => {
        if (sets[l].has(c[0])) {
          sets[l + 1].add(c[1]);
          lit[l].add(at);
        }
      });
    const above = sets.map((set) => new Set(set));
    for (let l = layer - 1; l >= 0; l--)
      connections[l].forEach((c, at) => {
        if (above[l + 1].has(c[1])) {
          above[l].add(c[0]);
          lit[l].add(at);
        }
      });
    return { sets: above, lit };
  }

  // ---- drawing
  function build() {
    board.replaceChildren();
    graphs = [];
    const rows = places(),
      [before, after] = header.padding;
    const at = (row, unit) => row.first + row.step * unit;
    const ends = rows.flatMap((row, l) => [
      at(row, l < last() ? -before : 0),
      at(row, row.size - 1 + (l < last() ? after : 0)),
    ]);
    const low = Math.min(...ends),
      high = Math.max(...ends);
    const width = (high - low) * STEP + 2 * MARGIN,
      height = last() * ROW + 2 * MARGIN;
    const x = (l, unit) => MARGIN + (at(rows[l], unit) - low) * STEP,
      y = (l) => height - MARGIN - l * ROW;
    for (const kind of ["dense", "convolution"]) {
      const connections =
        kind === "convolution"
          ? header.connections
          : header.sizes
              .slice(1)
              .map((size, l) =>
                Array.from({ length: size * header.sizes[l] }, (_, c) => [
                  c % header.sizes[l],
                  Math.floor(c / header.sizes[l]),
                  -1,
                ]),
              );
      const picture = svg("svg", {
        viewBox: `0 0 ${width} ${height}`,
        xmlns: NS,
        tabindex: 0,
        role: "application",
        "aria-label": `${kind} layer. Arrow keys move from unit to unit, Enter pins one.`,
      });
      picture.style.maxWidth = `${width * 1.25}px`;
      const lines = connections.map((layer, l) =>
        layer.map(([i, q, j]) => {
          const line = svg("line", {
            x1: x(l, i),
            y1: y(l),
            x2: x(l + 1, q),
            y2: y(l + 1),
            stroke: j < 0 ? "#7a7a88" : COLOURS[j],
            "stroke-linecap": "round",
          });
          picture.append(line);
          return line;
        }),
      );
      if (kind === "convolution")
        for (let l = 0; l < last(); l++)
          for (const [from, count] of [
            [-before, before],
            [header.sizes[l], after],
          ])
            for (let u = from; u < from + count; u++) {
              picture.append(
                svg("circle", {
                  cx: x(l, u),
                  cy: y(l),
                  r: RADIUS * 0.62,
                  fill: "none",
                  stroke: "#85859a",
                  "stroke-dasharray": "3 3",
                }),
                svg(
                  "text",
                  { x: x(l, u), y: y(l) + 4, "text-anchor": "middle", "font-size": 12, fill: "#85859a" },
                  "0",
                ),
              );
            }
      const marks = svg("g");
      picture.append(marks);
      const units = header.sizes.map((size, l) =>
        Array.from({ length: size }, (_, u) => {
          const circle = svg("circle", { cx: x(l, u), cy: y(l), r: RADIUS, "stroke-width": 1.5 });
          const label = svg(
            "text",
            {
              x: x(l, u),
              y: y(l) + 5,
              "text-anchor": "middle",
              "font-size": 15,
              "font-family": "sans-serif",
              "pointer-events": "none",
            },
            String(u),
          );
          picture.append(circle, label);
          return { circle, label };
        }),
      );
      const says = html("p", { className: "says" }),
        caption = html(
          "figcaption",
          {},
          kind === "dense" ? "Dense" : "Convolution",
          html("small", { textContent: header.captions[kind] }),
        );
      board.append(html("figure", {}, caption, picture, says));
      const graph = { kind, connections, picture, lines, units, marks, says, x, y, width, height };
      picture.addEventListener("pointermove", (event) => {
        hover = nearest(graph, event);
        draw();
      });
      picture.addEventListener("pointerdown", (event) => {
        hover = nearest(graph, event);
        draw();
      });
      picture.addEventListener("pointerleave", () => {
        hover = null;
        draw();
      });
      picture.addEventListener("click", (event) => setPin(nearest(graph, event)));
      picture.addEventListener("keydown", keys);
      graphs.push(graph);
    }
    bar.replaceChildren(
      ...Array.from({ length: header.kernel }, (_, j) => {
        const button = html("button", { type: "button" }, html("i"), `w${SUBSCRIPTS[j]}`);
        button.firstChild.style.background = COLOURS[j];
        button.setAttribute("aria-label", `weight ${j} of the convolution: show every connection that shares it`);
        button.onpointerenter = button.onfocus = () => {
          weight = j;
          draw();
        };
        button.onpointerleave = button.onblur = () => {
          weight = pinned;
          draw();
        };
        button.onclick = () => {
          pinned = weight = pinned === j ? null : j;
          draw();
        };
        return button;
      }),
      html("button", {
        type: "button",
        textContent: "SVG",
        onclick: download,
        ariaLabel: "Download both graphs as SVG",
      }),
    );
  }

  function nearest(graph, event) {
    const box = graph.picture.getBoundingClientRect(),
      scale = graph.width / box.width;
    const px = (event.clientX - box.left) * scale,
      py = (event.clientY - box.top) * scale;
    const layer = Math.round((graph.height - MARGIN - py) / ROW);
    if (layer < 0 || layer > last() || Math.abs(py - graph.y(layer)) > RADIUS * 1.7) return null;
    let best = null;
    for (let u = 0; u < header.sizes[layer]; u++) {
      const far = Math.abs(px - graph.x(layer, u));
      if (far < STEP * 0.75 && (!best || far < best.far)) best = { far, at: [layer, u] };
    }
    return best?.at;
  }

  function setPin(at) {
    if (!at) return;
    pin = at;
    hover = null;
    send("unit", at);
    draw();
  }

  function keys(event) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
    if (event.key === "Enter" || event.key === " ") setPin(active());
    else if (event.key in moves) {
      const [l, u] = active(),
        [dl, du] = moves[event.key];
      const layer = Math.min(last(), Math.max(0, l + dl));
      hover = [layer, Math.min(header.sizes[layer] - 1, Math.max(0, u + du))];
      draw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function draw() {
    if (!graphs.length) return;
    const [layer, unit] = active(),
      style = getComputedStyle(root),
      ink = style.color;
    const paper = style.getPropertyValue("--st-background-color").trim() || "#fff";
    const heard = [];
    for (const graph of graphs) {
      const { sets, lit } = reach(graph.connections, layer, unit);
      const one = weight !== null && graph.kind === "convolution";
      const total = lit.reduce((sum, set) => sum + set.size, 0);
      graph.marks.replaceChildren();
      graph.lines.forEach((lines, l) =>
        lines.forEach((line, at) => {
          const on = one ? graph.connections[l][at][2] === weight : lit[l].has(at);
          line.setAttribute("stroke-width", on ? 4 : 1.5);
          line.setAttribute("opacity", on ? 1 : graph.kind === "dense" ? 0.25 : 0.45);
          if (on && graph.kind === "convolution" && (one || total <= 6))
            mark(graph, l, graph.connections[l][at], l >= layer && !one ? 0.64 : 0.36, ink, paper);
        }),
      );
      graph.units.forEach((units, l) =>
        units.forEach(({ circle, label }, u) => {
          const here = !one && l === layer && u === unit,
            on = !one && sets[l].has(u);
          circle.setAttribute("fill", here ? header.accent : on ? "#fff6a8" : paper);
          circle.setAttribute("stroke", ink);
          circle.setAttribute("stroke-width", here ? 4 : on ? 2.5 : 1.2);
          label.setAttribute("fill", here || on ? "#14181f" : ink);
        }),
      );
      graph.says.textContent = one ? usage(graph) : sentence(sets, layer, unit);
      heard.push(`${graph.kind}: ${graph.says.textContent}`);
    }
    [...bar.querySelectorAll("button")]
      .slice(0, header.kernel)
      .forEach((button, j) => button.setAttribute("aria-pressed", String(pinned === j)));
    clearTimeout(saying);
    saying = setTimeout(() => {
      status.textContent = heard.join(" ");
    }, 400);
  }

  // part: how far from input to output; away from the unit where the lines meet
  function mark(graph, l, [i, q, j], part, ink, paper) {
    const x = graph.x(l, i) + part * (graph.x(l + 1, q) - graph.x(l, i)),
      y = graph.y(l) + part * (graph.y(l + 1) - graph.y(l));
    graph.marks.append(
      svg(
        "text",
        {
          x,
          y: y + 4,
          "text-anchor": "middle",
          "font-size": 14,
          "font-weight": 700,
          "font-family": "sans-serif",
          fill: ink,
          stroke: paper,
          "stroke-width": 4,
          "paint-order": "stroke",
          "pointer-events": "none",
        },
        `w${SUBSCRIPTS[j]}`,
      ),
    );
  }

  function usage(graph) {
    const times = graph.connections.map((lines) => lines.filter((line) => line[2] === weight).length),
      sign = `w${SUBSCRIPTS[weight]}`;
    return times.length === 1
      ? `${sign} is used ${times[0]} times.`
      : `Each layer has a ${sign} of its own: used ${times.join(" and ")} times.`;
  }

  function sentence(sets, layer, unit) {
    const list = (l) => {
      const all = [...sets[l]].sort((a, b) => a - b);
      return all.length > 8 || !all.length ? "" : ` (${all.join(", ")})`;
    };
    const count = (l, what) =>
      sets[l].size === header.sizes[l]
        ? `all ${header.sizes[l]} ${what}`
        : `${sets[l].size} of ${header.sizes[l]} ${what}${list(l)}`;
    const parts = [];
    if (layer < last()) parts.push(`affects ${count(last(), "outputs")}`);
    if (layer > 0) parts.push(`sees ${count(0, "inputs")}`);
    return `${name(layer)} ${unit} ${parts.join(" and ")}.`.replace(/^./, (c) => c.toUpperCase());
  }

  function download() {
    const gap = 40,
      wide = graphs[0].width,
      sheet = svg("svg", { xmlns: NS, viewBox: `0 0 ${2 * wide + gap} ${graphs[0].height + 40}` });
    graphs.forEach((graph, at) => {
      const part = svg("g", { transform: `translate(${at * (wide + gap)} 40)` });
      part.append(
        svg(
          "text",
          {
            x: wide / 2,
            y: -14,
            "text-anchor": "middle",
            "font-size": 22,
            "font-weight": 700,
            "font-family": "sans-serif",
            fill: getComputedStyle(root).color,
          },
          graph.kind,
        ),
      );
      part.append(...[...graph.picture.childNodes].map((node) => node.cloneNode(true)));
      sheet.append(part);
    });
    const link = html("a", {
      href: URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(sheet)], { type: "image/svg+xml" })),
      download: "connections.svg",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
      weight = pinned = null;
      build();
    }
    draw();
  };
}
