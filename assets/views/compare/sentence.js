// What the lit cell holds in each of the results.
import { format } from "../../shared/format.js";
import { word } from "../../shared/words.js";

/**
 * @param {{ info: { name: string, array: string }, rows: number, columns: number }[]} panels
 * @param {Record<string, ArrayLike<number>>} arrays
 * @param {{ r: number, q: number }} at row and column
 */
export function sentence(panels, arrays, { r, q }) {
  const place = panels.every((panel) => panel.rows === 1) ? `[${q}]` : `[${r}, ${q}]`;
  const values = panels.map(({ info, rows, columns }) => {
    const there = r < rows && q < columns;
    return `${info.name} = ${there ? format(arrays[info.array][r * columns + q]) : word("no_value")}`;
  });
  return word("at_cell", { place, values: values.join(",  ") });
}
