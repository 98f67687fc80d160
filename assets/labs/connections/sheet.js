// Both graphs side by side, with their names above, to take away.
import { save } from "../../shared/save.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";

const GAP = 40; // between the graphs

/** @param {ReturnType<typeof import("./graph.js").makeGraph>[]} graphs @param {string} fill the colour of the names */
export function download(graphs, fill) {
  const { width, height } = graphs[0];
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${2 * width + GAP} ${height + 40}` });
  graphs.forEach(({ kind, picture }, at) => {
    const part = svg("g", { transform: `translate(${at * (width + GAP)} 40)` });
    const type = { "text-anchor": "middle", "font-size": 22, "font-weight": 700, "font-family": "sans-serif" };
    part.append(svg("text", { x: width / 2, y: -14, ...type, fill }, word(kind)));
    part.append(...[...picture.childNodes].map((node) => node.cloneNode(true)));
    sheet.append(part);
  });
  const text = new XMLSerializer().serializeToString(sheet);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  save(address, "connections.svg");
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
