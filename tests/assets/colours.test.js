// Colours of values. The tables come from Python; here they are ones that say which entry was taken.
import assert from "node:assert/strict";
import test from "node:test";
import { coloured, colourer, ink } from "../../assets/shared/colours.js";

const entries = (red) => Uint8Array.from({ length: 768 }, (_, k) => (k % 3 === 0 ? k / 3 : red));
const LUTS = { diverging: entries(1), sequential: entries(2) };
const GREY = [128, 128, 128];

test("signed values: zero in the middle of the diverging table, both ends at the larger limit", () => {
  const colour = colourer(LUTS, "signed", [-4, 2]);
  assert.deepEqual(colour(-4), [0, 1, 1]);
  assert.deepEqual(colour(4), [255, 1, 1]);
  assert.ok([127, 128].includes(colour(0)[0]));
  assert.deepEqual(colour(-99), [0, 1, 1]);
  assert.deepEqual(colour(99), [255, 1, 1]);
  for (let v = 0.1; v < 4; v += 0.3) assert.ok(Math.abs(colour(v)[0] + colour(-v)[0] - 255) <= 1, "symmetric");
});

test("magnitudes: the size alone counts", () => {
  const colour = colourer(LUTS, "magnitude", [0, 2]);
  assert.deepEqual(colour(0), [0, 2, 2]);
  assert.deepEqual(colour(-2), colour(2));
  assert.deepEqual(colour(1), [128, 2, 2]);
});

test("grey: black at the low limit, white at the high one", () => {
  const colour = colourer(LUTS, "grey", [-1, 3]);
  assert.deepEqual(colour(-1), [0, 0, 0]);
  assert.deepEqual(colour(3), [255, 255, 255]);
  assert.deepEqual(colour(1), [128, 128, 128]);
  assert.deepEqual(colour(-7), [0, 0, 0]);
});

test("what is no number is grey, and equal limits break nothing", () => {
  for (const kind of ["signed", "magnitude", "grey"]) {
    assert.deepEqual(colourer(LUTS, kind, [-1, 1])(NaN), GREY);
    assert.equal(colourer(LUTS, kind, [0, 0])(0).length, 3);
  }
});

test("a whole map has the colours that its values have one by one", () => {
  const values = Float32Array.from({ length: 501 }, (_, k) => (k - 250) / 31);
  values[7] = NaN;
  for (const [kind, limits] of Object.entries({ signed: [-6, 6], magnitude: [0, 7], grey: [-3, 5] })) {
    const one = colourer(LUTS, kind, limits);
    coloured(values, LUTS, kind, limits).forEach((pixel, k) => {
      const parts = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
      assert.equal(pixel >>> 24, 255, "opaque");
      // a value between two entries may be rounded to either
      one(values[k]).forEach((part, c) => assert.ok(Math.abs(part - parts[c]) <= 1, `${kind} of ${values[k]}`));
    });
  }
});

test("a number is dark on light colours and light on dark ones", () => {
  assert.equal(ink([255, 255, 255]), "#111");
  assert.equal(ink([0, 0, 0]), "#fff");
  assert.equal(ink([255, 255, 0]), "#111");
  assert.equal(ink([0, 0, 255]), "#fff");
});
