// Which units are connected, who sees whom, and where they stand. No elements here.

/** @typedef {[number, number, number]} Connection from unit, to unit, and which weight of the kernel: -1 where it has one of its own */

/**
 * A dense layer connects every unit with every one of the next layer.
 * @param {number[]} sizes units of each layer
 * @returns {Connection[][]}
 */
export function dense(sizes) {
  return sizes.slice(1).map((size, l) => {
    const below = sizes[l];
    return Array.from({ length: size * below }, (_, c) => [c % below, Math.floor(c / below), -1]);
  });
}

/**
 * All units that a unit sees or affects, layer by layer, and the places of the connections between them.
 * @param {number[]} sizes
 * @param {Connection[][]} connections
 */
export function reach(sizes, connections, layer, unit) {
  const sets = sizes.map(() => new Set());
  const lit = connections.map(() => new Set());
  sets[layer].add(unit);
  // from input to output, then back: what was reached on the way up sees nothing more on the way down
  for (let l = layer; l < connections.length; l++) {
    connections[l].forEach(([from, to], at) => {
      if (!sets[l].has(from)) return;
      sets[l + 1].add(to);
      lit[l].add(at);
    });
  }
  for (let l = layer - 1; l >= 0; l--) {
    connections[l].forEach(([from, to], at) => {
      if (!sets[l + 1].has(to)) return;
      sets[l].add(from);
      lit[l].add(at);
    });
  }
  return { sets, lit };
}

/** Where the units of each layer stand: an output above the middle of its window. In distances between two inputs. */
export function places({ sizes, stride, dilation, kernel, padding }) {
  let first = 0;
  let step = 1;
  return sizes.map((size) => {
    const row = { first, step, size };
    first += step * ((dilation * (kernel - 1)) / 2 - padding[0]);
    step *= stride;
    return row;
  });
}

/** The leftmost and the rightmost unit, padding counted. */
export function extent(rows, [before, after]) {
  const at = ({ first, step }, unit) => first + step * unit;
  const ends = rows.flatMap((row, l) => {
    const padded = l < rows.length - 1;
    return [at(row, padded ? -before : 0), at(row, row.size - 1 + (padded ? after : 0))];
  });
  return [Math.min(...ends), Math.max(...ends)];
}
