// Where keys lead, and how far.

/** Rows and columns that an arrow key moves by. @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The nearest of the places 0 to n − 1. */
export const clamp = (i, n) => Math.min(n - 1, Math.max(0, i));

/**
 * A cell that an arrow moves inside rows × columns.
 * @param {number[]} cell
 * @param {number[]} by
 * @param {number[]} size
 * @returns {[number, number]}
 */
export const moved = ([row, column], [down, right], [rows, columns]) => [
  clamp(row + down, rows),
  clamp(column + right, columns),
];

/** The key is used up: the page neither scrolls nor reruns for it. @param {Event} event */
export function usedUp(event) {
  event.preventDefault();
  event.stopPropagation();
}
