// What is lit, in words.
import { word } from "../../shared/words.js";

const LONGEST_LIST = 8;

export const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** How often a weight is used. @param {import("./layers.js").Connection[][]} connections @param {number} weight */
export function usage(connections, weight) {
  const times = connections.map((lines) => lines.filter((line) => line[2] === weight).length);
  const sign = `w${SUBSCRIPTS[weight]}`;
  if (times.length === 1) return word("used", { sign, n: times[0] }, times[0]);
  return word("used_each", { sign, counts: times.map(String).reduce((first, last) => word("both", { first, last })) });
}

/**
 * What a unit sees and affects.
 * @param {number[]} sizes
 * @param {Set<number>[]} sets units that are lit, layer by layer
 */
export function sentence(sizes, sets, layer, unit) {
  const last = sizes.length - 1;
  const said = { unit: nameOf(layer, last, unit) };
  if (layer < last) said.outputs = counted(sizes[last], sets[last], ["all_outputs", "some_outputs", "these_outputs"]);
  if (layer > 0) said.inputs = counted(sizes[0], sets[0], ["all_inputs", "some_inputs", "these_inputs"]);
  return word(said.outputs && said.inputs ? "affects_and_sees" : said.outputs ? "affects" : "sees", said);
}

function counted(size, set, [all, some, these]) {
  if (set.size === size) return word(all, { size });
  const list = [...set].sort((a, b) => a - b).join(", ");
  return word(set.size && set.size <= LONGEST_LIST ? these : some, { n: set.size, size, list });
}

function nameOf(layer, last, unit) {
  if (layer === 0) return word("input_unit", { unit });
  return layer === last ? word("output_unit", { unit }) : word("inner_unit", { layer, unit });
}
