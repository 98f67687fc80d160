// How figures share the height of a board.

const LEAST = 160; // px: less shows nothing

/**
 * The height for each figure, so that all that stands on the board is as high as the board.
 * @param {number} height of the board
 * @param {number} content the height of all that stands on it now
 * @param {{ top: number, bottom: number }[]} figures where they stand now; those beside each other share a row
 */
export function share(height, content, figures) {
  const rows = [];
  for (const { top, bottom } of [...figures].sort((a, b) => a.top - b.top)) {
    const row = rows.at(-1);
    // beside: most of it lies between the ends of the row
    if (row && top < row.bottom - Math.min(bottom - top, row.bottom - row.top) / 2) {
      row.bottom = Math.max(row.bottom, bottom);
    } else rows.push({ top, bottom });
  }
  const taken = rows.reduce((sum, { top, bottom }) => sum + bottom - top, 0);
  return Math.max(LEAST, Math.floor((height - (content - taken)) / rows.length));
}
