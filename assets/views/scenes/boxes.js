// Boxes that a detector gives: which are likely, which stay after suppression, and which of them find an object.

/** @typedef {ArrayLike<number>} Box left, top, right and bottom */

const area = ([x0, y0, x1, y1]) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);

/** Intersection over union; 0 where both have no area. @param {any} a @param {any} b */
export function iou(a, b) {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const common = Math.max(0, width) * Math.max(0, height);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

/** Places of the boxes with at least this score, the best first. @param {ArrayLike<number>} scores @param {number} least */
export const likely = (scores, least) =>
  Array.from(scores, (_, i) => i)
    .filter((i) => scores[i] >= least)
    .sort((a, b) => scores[b] - scores[a]);

/**
 * Of boxes in order of their scores, those that stay: each takes away what overlaps it by more, of its own class.
 * @param {number[]} order places @param {(i: number) => Box} box @param {ArrayLike<number>} labels @param {number} most IoU
 */
export function suppress(order, box, labels, most) {
  const kept = [];
  for (const i of order) {
    if (kept.every((j) => labels[j] !== labels[i] || iou(box(j), box(i)) <= most)) kept.push(i);
  }
  return kept;
}

/**
 * Which object each box finds, the best box first: the one of its class with the highest IoU of at least 0.5 that is
 * still free; −1 for none.
 * @param {number[]} kept places @param {(i: number) => Box} box @param {ArrayLike<number>} labels
 * @param {number[][]} truth left, top, right, bottom and class of each object
 */
export function match(kept, box, labels, truth) {
  const free = new Set(truth.keys());
  return kept.map((i) => {
    let best = -1;
    for (const t of free) {
      const covers = truth[t][4] === labels[i] ? iou(box(i), truth[t]) : 0;
      if (covers >= 0.5 && (best < 0 || covers > iou(box(i), truth[best]))) best = t;
    }
    free.delete(best);
    return best;
  });
}
