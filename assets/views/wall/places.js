// Where the maps of a wall stand on a stage: all in sight, as large as that allows.

// What stands below a map, and how much larger a map with less has to be to be worth it.
const WORDS = { all: 1.6, name: 1.35, none: 1 };

/**
 * @typedef {{ count: number, ratio: number, head: number, tail: number }} Row
 *   how many maps stand in it, height by width of one, px of its heading and of its colour bar
 * @typedef {{ sections: number, across: number, tile: number, widest: number, lines: number, words: string }} Places
 *   sections beside each other, maps beside each other in each, px of a map with its edge and what it may have at most,
 *   and by how many px all of them are higher when it is one px wider
 */

/**
 * @param {Row[]} rows
 * @param {number} width px of the stage
 * @param {number} height
 * @param {any} px between: sections; least: of a section; edge: around a map; and by what stands below a map, gap: between
 *   maps; words: their height; needs: the width for them
 * @returns {Places}
 */
export function places(rows, width, height, px) {
  const longest = Math.max(...rows.map(({ count }) => count));
  let best = null;
  let most = 0;
  for (let sections = 1; sections <= rows.length; sections++) {
    const wide = (width - (sections - 1) * px.between) / sections;
    if (sections > 1 && wide < px.least) break;
    for (let across = 1; across <= longest; across++) {
      for (const [words, worth] of Object.entries(WORDS)) {
        const widest = (wide - (across - 1) * px.gap[words]) / across;
        const { fixed, lines } = below(rows, { sections, across, words }, px);
        const tile = Math.min(widest, (height - fixed) / lines + px.edge);
        if (best && (tile < px.needs[words] || tile * worth <= most)) continue;
        most = tile * worth;
        best = { sections, across, tile, widest, lines, words };
      }
    }
  }
  return best;
}

// What stands below each other: px that do not grow with the maps, and what does.
function below(rows, { sections, across, words }, px) {
  let fixed = 0;
  let lines = 0;
  for (let i = 0; i < rows.length; i += sections) {
    const beside = rows.slice(i, i + sections);
    const each = beside.map(({ count }) => Math.ceil(count / across));
    const line = px.edge + px.gap[words] + px.words[words];
    fixed += Math.max(...beside.map(({ head, tail }, k) => head + tail + each[k] * line));
    lines += Math.max(...beside.map(({ ratio }, k) => each[k] * ratio));
  }
  return { fixed, lines };
}
