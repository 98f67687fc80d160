// Where the maps of a whole network stand: as large as lets all of them stand in sight.

export const GAP = 14; // px between columns, for the links
const INSIDE = 2; // px between maps of a column
const LARGEST = 64;
const SMALLEST = 5;

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 * @typedef {{ tile: number, width: number, picture: Box, columns: Box[][], right: number }} Layout
 */

/** Maps below each other, as many as the height takes, then in another row of the same column; units in one. */
const across = (count, tile, high, units) => (units ? 1 : Math.ceil(count / Math.max(1, Math.floor(high / tile))));

function needed(columns, tile, high, picture, scores) {
  const widths = columns.map(({ shown, units }) => across(shown, tile, high, units) * (units ? tile / 2 : tile));
  return picture + GAP + widths.reduce((sum, width) => sum + width + GAP, 0) + scores;
}

/**
 * @param {{ shown: number, units: boolean }[]} columns how many maps each has; units: of one value
 * @param {number} width px that there are @param {number} high
 * @param {number} picture px of its side @param {number} scores px for them at the right
 * @param {number} least px of a map: where less would fit, the figure is wider than its place
 * @returns {Layout}
 */
export function layout(columns, width, high, picture, scores, least = SMALLEST) {
  let tile = LARGEST;
  while (tile > least && needed(columns, tile, high, picture, scores) > width) tile -= 0.5;
  let x = picture + GAP;
  const placed = columns.map(({ shown, units }) => {
    const side = units ? Math.min(tile, high / shown) : tile;
    const wide = units ? tile / 2 : tile;
    const sub = across(shown, side, high, units);
    const rows = Math.ceil(shown / sub);
    const top = (high - rows * side) / 2;
    const boxes = Array.from({ length: shown }, (_, i) => ({
      x: x + Math.floor(i / rows) * wide,
      y: top + (i % rows) * side,
      width: wide - INSIDE,
      height: side - Math.min(INSIDE, side / 4),
    }));
    x += sub * wide + GAP;
    return boxes;
  });
  const box = { x: 0, y: (high - picture) / 2, width: picture, height: picture };
  return { tile, width: Math.max(width, x + scores), picture: box, columns: placed, right: x };
}

/** Column and map at a place; column −1 is the picture; null between them. @param {Layout} laid */
export function hit(laid, x, y) {
  const inside = (box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  if (inside(laid.picture)) return [-1, 0];
  for (let c = 0; c < laid.columns.length; c++) {
    const m = laid.columns[c].findIndex(inside);
    if (m >= 0) return [c, m];
  }
  return null;
}

/**
 * The maps that a map reads: [column, map, weight] each; a weight is null where a block lies between.
 * @param {{ sources: { column: number, weighed: boolean }[] }} column
 * @param {(source: number) => Float32Array} weights of a source: maps × maps of the source
 * @param {(column: number) => number} count of maps shown; of the picture its channels
 * @returns {[number, number, number | null][]}
 */
export function reads(column, map, weights, count) {
  return column.sources.flatMap(({ column: c, weighed }, i) => {
    const n = count(c);
    const row = weighed ? weights(i).subarray(map * n, (map + 1) * n) : null;
    const all = Array.from({ length: n }, (_, m) => [c, m, row ? row[m] : null]);
    return /** @type {[number, number, number | null][]} */ (all.filter(([, , weight]) => weight !== 0));
  });
}
