// What has become of each box after so many steps of the suppression, and what the last of them compared.

/** @typedef {{ kept: number, score: number, others: number[], overlap: (number | null)[], factor: number[] }} Step */
/** @typedef {{ rows: number[][], steps: Step[], soft: boolean, least: number }} Told */
/** @typedef {"waits" | "kept" | "keeping" | "gone" | "going" | "lowered"} State */

/**
 * After `count` steps: each box's state and score. The last step is going on: its box is being kept, others are going.
 * @param {Told} told @param {number} count
 * @returns {{ state: State, score: number, overlap: number | null }[]}
 */
export function after({ rows, steps, soft, least }, count) {
  /** @type {{ state: State, score: number, overlap: number | null }[]} */
  const boxes = rows.map((row) => ({ state: "waits", score: row[4], overlap: null }));
  steps.slice(0, count).forEach((step, place) => {
    const last = place === count - 1;
    boxes[step.kept].state = last ? "keeping" : "kept";
    step.others.forEach((other, at) => {
      const factor = step.factor[at];
      if (last) boxes[other].overlap = step.overlap[at];
      if (factor === 1) return;
      const left = soft ? boxes[other].score * factor : boxes[other].score;
      const gone = soft ? left < least : factor === 0;
      boxes[other].score = left;
      boxes[other].state = gone ? (last ? "going" : "gone") : last ? "lowered" : "waits";
    });
  });
  return boxes;
}

/**
 * The boxes that a step compared, those that agree best with the kept one first; only what overlaps or is changed.
 * @param {Step} step
 */
export function compared(step) {
  return step.others
    .map((other, at) => ({ other, overlap: step.overlap[at], factor: step.factor[at] }))
    .filter(({ overlap, factor }) => overlap !== null && (overlap > 0 || factor < 1))
    .sort((a, b) => Number(b.overlap) - Number(a.overlap));
}

/** How many boxes a step takes away or lowers. @param {Step} step */
export const changedBy = (step) => step.factor.filter((factor) => factor < 1).length;

/** The boxes, the best first. @param {number[]} numbers 1 for the highest score */
export const ranked = (numbers) => numbers.map((_, at) => at).sort((a, b) => numbers[a] - numbers[b]);
