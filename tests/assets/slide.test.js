// One signal slid over another: where it can stand, what it meets, and the sum in words.
import assert from "node:assert/strict";
import test from "node:test";
import { indexAt, makeScale } from "../../assets/labs/one_dimensional/plot.js";
import { bounds, met, sentence, timeOf } from "../../assets/labs/one_dimensional/shift.js";
import "./english.js";

// f of 4 samples and h of 2; the full convolution has 5.
function state(k, more = {}) {
  const header = { discrete: true, y0: -1, dt: 1, low: -1, high: 3, ...more };
  const arrays = { f: [1, 2, -3, 4], h: [10, -20], y: [10, 0, -70, 100, -80] };
  return { header, arrays, k, pin: null };
}

test("the signal meets no more samples than there are", () => {
  assert.deepEqual(
    [0, 1, 3, 4].map((k) => met(state(k))),
    [
      [0, 0],
      [0, 1],
      [2, 3],
      [3, 3],
    ],
  );
});

test("products are written out in the order of the sum, negative factors in brackets", () => {
  assert.equal(sentence(state(2)), "n = 1: 2·(−20) + −3·10 = −70");
  assert.equal(timeOf(state(0).header, 2), 1);
});

test("a sum of many products says how many, and an integral says its area", () => {
  const one = state(9);
  const many = { ...one, arrays: { f: Array(10).fill(1), h: Array(10).fill(1), y: Array(19).fill(10) } };
  assert.equal(sentence(many), "n = 8: the sum of 10 products = 10");
  assert.equal(sentence(state(4, { discrete: false, dt: 0.25 })), "t = 0: the shaded area is −80");
});

test("it can stand where the axis shows it, a step takes it a 120th of the way", () => {
  assert.deepEqual(bounds(state(0)), { first: 0, last: 4, stride: 1 });
  assert.deepEqual(bounds(state(0, { low: 0.5, high: 2 })), { first: 2, last: 3, stride: 1 });
  const long = state(0, { y0: 0, dt: 0.01, low: 0, high: 9 });
  long.arrays.y = new Float32Array(2000);
  assert.deepEqual(bounds(long), { first: 0, last: 900, stride: 8 });
});

test("a place on the axis is the sample that is drawn there", () => {
  globalThis.document = { documentElement: {} };
  globalThis.getComputedStyle = () => ({ fontSize: "16px" });
  const { header } = state(0);
  for (const width of [358, 1000]) {
    const scale = makeScale(header, width);
    for (let k = 0; k < 5; k++) assert.equal(indexAt(scale, header, scale.across(timeOf(header, k))), k);
    assert.ok(scale.across(header.high) <= width);
  }
});
