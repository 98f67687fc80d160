// Precision over recall: the whole curve, the part up to the score threshold, and how the chosen rule reads it.
import { format } from "../../shared/format.js";
import { svg } from "../../shared/svg.js";
import { word } from "../../shared/words.js";
import { reading } from "./reading.js";

const WIDE = 420;
const HIGH = 330;
const LEFT = 58;
const FOOT = 48;
const TOP = 12;
const RIGHT = 14;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

const x = (recall) => LEFT + recall * (WIDE - LEFT - RIGHT);
const y = (precision) => HIGH - FOOT - precision * (HIGH - FOOT - TOP);

export function makeCurve() {
  const picture = /** @type {SVGSVGElement} */ (
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "curve", tabindex: 0, role: "application" })
  );
  const axes = svg("g", { class: "axes" });
  for (const at of TICKS) {
    axes.append(
      svg("path", { d: `M${x(at)} ${y(0)}V${y(1)}M${x(0)} ${y(at)}H${x(1)}` }),
      svg("text", { x: x(at), y: y(0) + 19, "text-anchor": "middle" }, format(at)),
      svg("text", { x: x(0) - 8, y: y(at) + 5, "text-anchor": "end" }, format(at)),
    );
  }
  const across = svg("text", { x: x(0.5), y: HIGH - 6, "text-anchor": "middle" });
  const up = svg("text", { x: -y(0.5), y: 15, transform: "rotate(-90)", "text-anchor": "middle" });
  const read = svg("g", { class: "read" });
  const whole = svg("path", { class: "whole" });
  const part = svg("path", { class: "part" });
  const dots = svg("g", { class: "points" });
  const here = svg("circle", { class: "here", r: 9 });
  picture.append(axes, across, up, read, whole, part, dots, here);
  return { picture, across, up, read, whole, part, dots, here };
}

/** @param {ReturnType<typeof makeCurve>} made @param {import("./reading.js").Point[]} points @param {number} shown */
export function paintCurve(made, points, shown, rule) {
  made.across.textContent = word("recall_axis");
  made.up.textContent = word("precision_axis");
  made.picture.setAttribute("aria-label", word("curve_of_detections"));
  const way = (some) =>
    some.map(({ recall, precision }, at) => `${at ? "L" : "M"}${x(recall)} ${y(precision)}`).join("");
  const before = points.filter(({ count }) => count <= shown);
  made.whole.setAttribute("d", way(points));
  made.part.setAttribute("d", way(before));
  made.dots.replaceChildren(
    ...points.map(({ recall, precision, count }) =>
      svg("circle", { cx: x(recall), cy: y(precision), r: 4, class: count <= shown ? "in" : "out" }),
    ),
  );
  const { dots, bars } = reading(points, rule);
  made.read.replaceChildren(
    ...bars.map(([from, to, precision]) =>
      svg("rect", { x: x(from), y: y(precision), width: x(to) - x(from), height: y(0) - y(precision) }),
    ),
    ...dots.map(([recall, precision]) =>
      svg("circle", { cx: x(recall), cy: y(precision), r: dots.length > 20 ? 2.5 : 6 }),
    ),
  );
  const last = before.at(-1);
  made.here.style.display = last ? "" : "none";
  if (last) {
    made.here.setAttribute("cx", String(x(last.recall)));
    made.here.setAttribute("cy", String(y(last.precision)));
  }
}

/** The point next to where the pointer is. @param {import("./reading.js").Point[]} points */
export function nearest(points, [px, py]) {
  const away = ({ recall, precision }) => Math.hypot(x(recall) - px, y(precision) - py);
  return points.reduce((best, point) => (away(point) < away(best) ? point : best), points[0]);
}
