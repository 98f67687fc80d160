// What a whole network's message says: its columns, what each map reads, and that in words.
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { reads } from "./layout.js";

/** @typedef {[number, number]} At column and map; column −1 is the picture */

/** @param {any} header @param {Record<string, any>} arrays */
export function makeNetwork(header, arrays) {
  const { columns } = header;
  const countOf = (c) => columns[c].shown;
  /** The network may get fewer channels than the picture is drawn with. */
  const channels = (c) => {
    const weights = arrays[`w${c}.${columns[c].sources.findIndex(({ column }) => column < 0)}`];
    return weights ? weights.length / columns[c].shown : 1;
  };
  /** @param {At} at */
  const readBy = ([c, m]) =>
    c < 0
      ? []
      : reads(
          columns[c],
          m,
          (i) => arrays[`w${c}.${i}`],
          (source) => (source < 0 ? channels(c) : countOf(source)),
        );

  function linksOf(c, m) {
    return columns[c].sources
      .map(({ column: from, weighed, own }) => {
        const source = from < 0 ? header.input.title : columns[from].title;
        if (!weighed) return word("whole_reads_block", { source });
        const read = readBy([c, m]).filter(([there]) => there === from);
        if (!read.length) return "";
        const [, map, weight] = read.reduce((a, b) => (Math.abs(b[2]) > Math.abs(a[2]) ? b : a));
        if (!own) return word("whole_reads_itself", { source, map });
        return word("whole_reads", { source, map, weight: format(weight), n: read.length }, read.length);
      })
      .join(" ");
  }

  return {
    readBy,
    /** @param {At} at */
    sentence([c, m]) {
      if (c < 0) return word("whole_picture", { height: header.picture[1], width: header.picture[2] });
      const { title, description, shown, maps, size } = columns[c];
      const values = { map: m, maps, low: format(arrays[`low${c}`][m]), high: format(arrays[`high${c}`][m]) };
      const kind = word(size[0] * size[1] === 1 ? "whole_unit" : "whole_map", values);
      const few = shown < maps ? ` ${word("whole_shown", { shown, maps })}` : "";
      return `${title} · ${description} · ${kind}. ${linksOf(c, m)}${few}`;
    },
  };
}
