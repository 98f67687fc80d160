// What is lit, in words.

const LONGEST_LIST = 8;

export const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** How often a weight is used. @param {import("./layers.js").Connection[][]} connections @param {number} weight */
export function usage(connections, weight) {
  const times = connections.map((lines) => lines.filter((line) => line[2] === weight).length);
  const sign = `w${SUBSCRIPTS[weight]}`;
  if (times.length === 1) return `${sign} is used ${times[0]} times.`;
  return `Each layer has a ${sign} of its own: used ${times.join(" and ")} times.`;
}

/**
 * What a unit sees and affects.
 * @param {number[]} sizes
 * @param {Set<number>[]} sets units that are lit, layer by layer
 */
export function sentence(sizes, sets, layer, unit) {
  const last = sizes.length - 1;
  const parts = [];
  if (layer < last) parts.push(`affects ${counted(sizes[last], sets[last], "outputs")}`);
  if (layer > 0) parts.push(`sees ${counted(sizes[0], sets[0], "inputs")}`);
  return `${nameOf(layer, last)} ${unit} ${parts.join(" and ")}.`;
}

function counted(size, set, what) {
  if (set.size === size) return `all ${size} ${what}`;
  const list = [...set].sort((a, b) => a - b).join(", ");
  const which = set.size && set.size <= LONGEST_LIST ? ` (${list})` : "";
  return `${set.size} of ${size} ${what}${which}`;
}

function nameOf(layer, last) {
  if (layer === 0) return "Input";
  return layer === last ? "Output" : `Unit of layer ${layer},`;
}
