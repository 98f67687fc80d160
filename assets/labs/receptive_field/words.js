// What is shown of a unit, in words.
import { word } from "../../shared/words.js";

/**
 * @typedef {{ name: string, text: string, size: number[], stride: number[], units: number[] }} Named a layer
 * @typedef {{ width: number, height: number } | null} Seen the pixels of the picture that the unit sees
 */

/** @param {Named} layer @param {number[]} unit @param {Seen} seen */
export function sentence(layer, [row, column], seen) {
  const [height, width] = layer.size;
  const [, right] = layer.stride;
  const { name, text } = layer;
  return word("unit_sees", { name, text, row, column, height, width, inside: inside(layer, seen), right });
}

function inside({ size }, seen) {
  if (!seen) return word("padding_only");
  if (seen.height === size[0] && seen.width === size[1]) return word("all_inside");
  return word("some_inside", { height: seen.height, width: seen.width });
}

export const legend = ({ size }) => word("field_by_layer", { height: size[0] });

/** What is read out for each panel. @param {any} header @param {Named} layer @param {Seen} seen */
export function labels({ size }, { name, units }, seen) {
  return {
    map: word("map_of_layer", { name, rows: units[0], columns: units[1] }),
    picture: word("picture_with_field", { rows: size[0], columns: size[1] }),
    sees: seen ? word("pixels_seen", { height: seen.height, width: seen.width }) : word("nothing_seen"),
  };
}
