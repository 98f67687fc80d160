// Cuts through a volume: which axis runs where on the screen. Axes are z 0, y 1, x 2.
import { clamp } from "../../shared/moves.js";

/**
 * @typedef {{ name: string, along: number, down: number, right: number }} Cut
 *   the axis looked along, the axis that runs down, the axis that runs right
 * @type {Cut[]}
 */
export const CUTS = [
  { name: "axial", along: 0, down: 1, right: 2 },
  { name: "coronal", along: 1, down: 0, right: 2 },
  { name: "sagittal", along: 2, down: 0, right: 1 },
];
export const AXES = ["z", "y", "x"];

/** Voxel to row and back: z runs upwards on the screen, y downwards. @param {Cut} cut @param {number} size of the volume */
export const turn = ({ down }, row, size) => (down === 0 ? size - 1 - row : row);

/** The place of a voxel in the volume's values. @param {number[]} voxel z, y and x */
export const indexOf = ([z, y, x], size) => (z * size + y) * size + x;

/** The voxel at a row and column of the cut through another one. @param {Cut} cut @param {number[]} through */
export function voxelAt(cut, through, row, column, size) {
  const voxel = [...through];
  voxel[cut.down] = turn(cut, row, size);
  voxel[cut.right] = column;
  return voxel;
}

/** Where a key leads from a voxel; null for a key that leads nowhere. @param {Cut} cut @param {number[]} voxel */
export function stepped(cut, voxel, key, size) {
  const up = cut.down === 0 ? 1 : -1;
  const moves = {
    ArrowLeft: [cut.right, -1],
    ArrowRight: [cut.right, 1],
    ArrowUp: [cut.down, up],
    ArrowDown: [cut.down, -up],
    PageUp: [cut.along, 1],
    PageDown: [cut.along, -1],
  };
  if (!(key in moves)) return null;
  const [axis, by] = moves[key];
  return voxel.map((v, i) => (i === axis ? clamp(v + by, size) : v));
}
