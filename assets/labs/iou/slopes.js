// Numbers that carry their slopes: [value, and how fast it grows with x0, y0, x1 and y1 of the box].
// Where torch's autograd shares a slope, at min and max of equals, or gives none, so does this.

/** @typedef {number[]} Sloped value and four slopes */

/** @param {number} value @returns {Sloped} */
export const fixed = (value) => [value, 0, 0, 0, 0];

/** The edges of a box that moves. @param {number[]} box @returns {Sloped[]} */
export const moving = (box) => box.map((edge, i) => [edge, ...[0, 1, 2, 3].map((j) => Number(i === j))]);

export const plus = (a, b) => a.map((v, i) => v + b[i]);
export const minus = (a, b) => a.map((v, i) => v - b[i]);
export const times = (a, b) => a.map((v, i) => (i ? v * b[0] + a[0] * b[i] : v * b[0]));
export const scaled = (a, by) => a.map((v) => v * by);

/** a / b, and 0 where there is nothing to divide by. */
export function ratio(a, b) {
  if (b[0] === 0) return fixed(0);
  return a.map((v, i) => (i ? (v * b[0] - a[0] * b[i]) / b[0] ** 2 : v / b[0]));
}

const between = (a, b) => scaled(plus(a, b), 0.5);
export const least = (a, b) => (a[0] === b[0] ? between(a, b) : a[0] < b[0] ? a : b);
export const most = (a, b) => (a[0] === b[0] ? between(a, b) : a[0] > b[0] ? a : b);
export const atLeastZero = (a) => (a[0] > 0 ? a : fixed(0));
export const size = (a) => scaled(a, Math.sign(a[0]));

/** The angle whose tangent is width / height. */
export function angle(width, height) {
  const square = width[0] ** 2 + height[0] ** 2;
  if (square === 0) return fixed(0);
  return width.map((v, i) => (i ? (height[0] * v - width[0] * height[i]) / square : Math.atan2(width[0], height[0])));
}
