// How the terms of one value add up, and where on its map it stands. No elements here.
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

/**
 * @typedef {{ header: any, arrays: any, channel: number, cursor: number[] | null }} Trace
 *   channel: the one of the window whose terms are shown; cursor: row and column that the keys have chosen on the map
 */

const NAMED = ["bias", "shift", "constant"]; // terms of the layer itself; all others are functions

export const indexed = (index) => `[${index.join(", ")}]`;

/** Terms of a window in each of its channels. @param {any} header */
export const perChannel = ({ window }) => window.slice(1).reduce((a, b) => a * b, 1);

/** What each channel of the window adds. @param {Trace} trace */
export function channelSums({ header, arrays }) {
  const count = perChannel(header);
  return Array.from({ length: header.window[0] }, (_, c) => {
    let sum = 0;
    for (let i = c * count; i < (c + 1) * count; i++) sum += arrays.products[i];
    return sum;
  });
}

/** The channel that adds the most, or takes it away. @param {number[]} sums */
export function strongest(sums) {
  const sizes = sums.map(Math.abs);
  return sizes.indexOf(Math.max(...sizes));
}

/** The channel below that a channel of the window reads: in groups the first one is not 0. @param {any} header */
export function source(header, channel) {
  const count = perChannel(header);
  const terms = header.terms.slice(channel * count, (channel + 1) * count);
  return terms.find((term) => term.layer)?.index[0] ?? channel;
}

/** What the terms come to. @param {any} header @param {number[]} sums of the channels */
export function total(header, sums, channel) {
  if (header.terms.some((term) => term.role === "winner")) {
    return word("largest_wins", { value: format(header.total) });
  }
  const parts = [word("this_channel", { sum: format(sums[channel]) })];
  const all = sums.reduce((a, b) => a + b, 0);
  if (sums.length > 1) parts.push(word("all_channels", { n: sums.length, sum: format(all) }));
  if (header.bias !== null) parts.push(word("the_bias", { bias: format(header.bias) }));
  return [...parts, word("together", { total: format(header.total) })].join(" · ");
}

/** One term of a list: its factors and its product. @param {any} arrays @param {number} i */
export function written(term, arrays, i) {
  const product = format(arrays.products[i]);
  if (!term.layer) return `${NAMED.includes(term.role) ? word(term.role) : term.role} ${product}`;
  const value = format(arrays.values[i]);
  const weight = arrays.weights[i];
  const factors = Number.isNaN(weight) ? `${term.role}(${value})` : `${value} × ${format(weight)}`;
  return `${factors} = ${product}`;
}

const isMap = ({ shape }) => shape.length === 3;

/** Rows and columns of the map; a layer without them is one row. @param {any} header */
export const plane = (header) => (isMap(header) ? header.shape.slice(1) : [1, header.shape.reduce((a, b) => a * b, 1)]);

/** Row and column that are marked. @param {Trace} trace */
export function spot({ header, cursor }) {
  if (cursor) return cursor;
  return isMap(header) ? header.index.slice(1) : [0, header.index.at(-1)];
}

/** The index in its layer of the value at a row and column of the map. @param {any} header @param {number[]} place */
export function indexAt(header, [row, column]) {
  return isMap(header) ? [header.index[0], row, column] : [...header.index.slice(0, -1), column];
}

/** @param {any} header */
export function mapInWords(header) {
  const [rows, columns] = plane(header);
  if (!isMap(header)) return word("other_value", { n: columns });
  return word("other_on_map", { map: header.index[0], all: header.shape[0], rows, columns });
}
