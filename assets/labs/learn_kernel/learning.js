// A kernel being learnt: what is held, the kernel of a step, and its response. No elements here.

/**
 * @typedef {{ header: any, arrays: any, luts: import("../../shared/colours.js").Tables, step: number, covered: boolean,
 *   cell: [number, number], pin: number[] | null }} Learning
 *   covered: the hidden kernel is; cell: row and column of the weight for the keyboard; pin: step, row and column
 */

/** The kernel on the screen, row by row. @param {Learning} state */
export function learnt({ header, arrays, step }) {
  const entries = header.size[0] * header.size[1];
  return arrays.kernels.subarray(step * entries, (step + 1) * entries);
}

/**
 * The cross-correlation of a patch with a kernel, without padding.
 * @param {Float32Array} patch
 * @param {number} width of the patch
 * @param {ArrayLike<number>} kernel
 * @param {number[]} size rows and columns of the kernel
 * @param {number[]} output rows and columns of what comes out
 */
export function respond(patch, width, kernel, [rows, columns], [height, across]) {
  const out = new Float32Array(height * across);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const weight = kernel[i * columns + j];
      if (!weight) continue;
      for (let r = 0; r < height; r++) {
        const from = (r + i) * width + j;
        const to = r * across;
        for (let q = 0; q < across; q++) out[to + q] += weight * patch[from + q];
      }
    }
  }
  return out;
}

/** The value of a kernel that lies somewhere in a larger frame; 0 around it. */
export function placed(kernel, [rows, columns], [top, left]) {
  return (y, x) => {
    const inside = y >= top && x >= left && y < top + rows && x < left + columns;
    return inside ? kernel[(y - top) * columns + x - left] : 0;
  };
}

/** A weight with no more decimals than its cell can hold. */
export function rounded(v) {
  if (Math.abs(v) < 0.005) return 0;
  return Math.abs(v) < 100 ? Math.round(v * 1000) / 1000 : Number(v.toPrecision(3));
}
