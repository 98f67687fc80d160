// What is right, wrong and missed at both thresholds, the curve, and how it is read. Which object a detection finds came
// from the engine, for every threshold of IoU.

/** @typedef {{ picture: number, box: number[], score: number, finds: number[] }} Detection finds: −1 for none */
/** @typedef {{ score: number, precision: number, recall: number, count: number }} Point after so many detections */

const CLOSE = 1e-9;

/** How many detections have this score or more. @param {Detection[]} boxes the best first */
export const shownFrom = (boxes, score) => boxes.filter((one) => one.score >= score - CLOSE).length;

/** How many of the first detections are right. @param {Detection[]} boxes */
export const rightAmong = (boxes, count, level) =>
  boxes.slice(0, count).filter(({ finds }) => finds[level] >= 0).length;

/** The objects that the first detections find, as "picture.object". @param {Detection[]} boxes */
export const foundBy = (boxes, count, level) =>
  new Set(
    boxes
      .slice(0, count)
      .filter(({ finds }) => finds[level] >= 0)
      .map(({ picture, finds }) => `${picture}.${finds[level]}`),
  );

/**
 * Precision and recall after every detection; with equal scores together only after the last of them.
 * @param {Detection[]} boxes @param {number} objects @param {number} level @param {boolean} together
 * @returns {Point[]}
 */
export function curveOf(boxes, objects, level, together) {
  let right = 0;
  const points = boxes.map(({ score, finds }, at) => {
    right += Number(finds[level] >= 0);
    return { score, precision: right / (at + 1), recall: objects ? right / objects : 0, count: at + 1 };
  });
  return together
    ? points.filter(({ score }, at) => at + 1 === points.length || points[at + 1].score !== score)
    : points;
}

/** Every precision raised to the highest on its right. @param {number[]} values */
export function raised(values) {
  const found = values.slice();
  for (let at = found.length - 2; at >= 0; at--) found[at] = Math.max(found[at], found[at + 1]);
  return found;
}

/**
 * How a rule reads the curve: dots (recall, precision), or bars (from, to, precision).
 * @param {Point[]} curve @param {string} rule
 */
export function reading(curve, rule) {
  const heights = curve.map(({ precision }) => precision);
  const high = rule === "integral" ? heights : raised(heights);
  if (rule === "integral" || rule === "voc") {
    const from = (at) => (at ? curve[at - 1].recall : 0);
    const bars = curve.map(({ recall }, at) => [from(at), recall, high[at]]).filter(([a, b]) => b > a);
    return { dots: [], bars };
  }
  const parts = rule === "voc11" ? 10 : 100;
  const dots = Array.from({ length: parts + 1 }, (_, i) => {
    const at = curve.findIndex(({ recall }) => recall >= i / parts - CLOSE);
    return [i / parts, at < 0 ? 0 : high[at]];
  });
  return { dots, bars: [] };
}
