// The chosen object: seen from its anchor, or as its cell of the target tensor holds it.
import { el } from "../../shared/dom.js";
import { format, short } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { centred, decode, encode } from "./matching.js";

const index = (letter, below) => [letter, el("sub", { text: below })];
const line = (name, cells) =>
  el("tr", {}, el("th", { scope: "row" }, ...name), ...cells.map((text) => el("td", { text })));
const head = (names) => el("thead", {}, el("tr", {}, ...names.map((text) => el("th", { text, scope: "col" }))));

/** Centre, width and height of both, the offsets, and what they stand for. */
export function pairTable(table, box, anchor) {
  const offsets = encode(box, anchor);
  const [object, from, back] = [box, anchor, decode(offsets, anchor)].map(centred);
  const rows = ["x", "y", "w", "h"].map((name, at) =>
    line([name, ", ", ...index("t", name)], [object[at], from[at], offsets[at], back[at]].map(short)),
  );
  const names = ["pair_column", "object_column", "anchor_column", "offset_column", "decoded_column"];
  table.replaceChildren(head(names.map((id) => word(id))), el("tbody", {}, ...rows));
  return offsets;
}

/** The vector of one cell, a column for each anchor. @param {number[]} vector @param {string[]} classes */
export function cellTable(table, vector, classes, shapes) {
  const depth = 5 + classes.length;
  const names = [
    index("p", "c"),
    ...["x", "y", "h", "w"].map((below) => index("b", below)),
    ...classes.map((name, at) => [...index("c", at + 1), ` ${name}`]),
  ];
  const rows = names.map((name, at) =>
    line(
      name,
      Array.from({ length: shapes }, (_, a) =>
        at && !vector[a * depth] ? "?" : format(Number(vector[a * depth + at].toFixed(4))),
      ),
    ),
  );
  const anchors = Array.from({ length: shapes }, (_, a) => word("anchor_n", { n: a + 1 }));
  table.replaceChildren(head([word("number_column"), ...anchors]), el("tbody", {}, ...rows));
}
