// How far playing has come.

/** Whole steps that are due at a speed; what is left of a step counts the next time. Times in ms. */
export function makeClock() {
  let last = 0;
  let carry = 0;
  return {
    start(now) {
      last = now;
      carry = 0;
    },
    /** @param {number} now @param {number} rate steps a second */
    due(now, rate) {
      carry += ((now - last) / 1000) * rate;
      last = now;
      const steps = Math.floor(carry);
      carry -= steps;
      return steps;
    },
  };
}
