// What is shown of a unit, in words.

/**
 * @typedef {{ name: string, text: string, size: number[], stride: number[], units: number[] }} Named a layer
 * @typedef {{ width: number, height: number } | null} Seen the pixels of the picture that the unit sees
 */

/** @param {Named} layer @param {number[]} unit @param {Seen} seen */
export function sentence(layer, [row, column], seen) {
  const [height, width] = layer.size;
  const [, right] = layer.stride;
  const further = `the next unit sees ${right} pixels further on`;
  return `${layer.name} (${layer.text}): unit [${row}, ${column}] sees ${height} × ${width} pixels, ${inside(layer, seen)}; ${further}.`;
}

function inside({ size }, seen) {
  if (!seen) return "padding only";
  if (seen.height === size[0] && seen.width === size[1]) return "all inside the picture";
  return `${seen.height} × ${seen.width} of them inside the picture`;
}

export const legend = ({ size }) => `receptive field by layer; dashed: the picture, ${size[0]} pixels high`;

/** What is read out for each panel. @param {any} header @param {Named} layer @param {Seen} seen */
export function labels({ size }, { name, units }, seen) {
  const keys = "Arrow keys choose a unit, page up and page down a layer";
  return {
    map: `feature map of ${name}, ${units[0]} rows by ${units[1]} columns. ${keys}, Enter works it out below.`,
    picture: `picture of ${size[0]} rows by ${size[1]} columns with the receptive field. ${keys}.`,
    sees: seen ? `the ${seen.height} by ${seen.width} pixels that the unit sees` : "the unit sees padding only",
  };
}
