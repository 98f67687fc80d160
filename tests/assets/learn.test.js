// A kernel being learnt: its response, its numbers, and the sentence about a step.
import assert from "node:assert/strict";
import test from "node:test";
import { learnt, placed, respond, rounded } from "../../assets/labs/learn_kernel/learning.js";
import { sentence, tableLabels } from "../../assets/labs/learn_kernel/words.js";
import "./english.js";

const RAMP = (count) => Float32Array.from({ length: count }, (_, i) => i);

test("the response is the cross-correlation without padding", () => {
  const patch = RAMP(12); // 3 × 4
  const kernel = [1, 0, 2, -1]; // 2 × 2
  // 0·1 + 1·0 + 4·2 − 5 = 3, and every place further adds 2
  assert.deepEqual([...respond(patch, 4, kernel, [2, 2], [2, 3])], [3, 5, 7, 11, 13, 15]);
});

test("a kernel in a larger frame has zeros around it", () => {
  const value = placed([1, 2, 3, 4], [2, 2], [1, 0]);
  const frame = [0, 1, 2].map((y) => [0, 1, 2].map((x) => value(y, x)));
  assert.deepEqual(frame, [
    [0, 0, 0],
    [1, 2, 0],
    [3, 4, 0],
  ]);
});

test("weights have as many digits as a cell can hold", () => {
  assert.deepEqual([0.0049, -0.0049, 0.12345, -1.23456, 123.456].map(rounded), [0, 0, 0.123, -1.235, 123]);
});

const STATE = {
  header: { size: [1, 2], hidden: [1, 2] },
  arrays: {
    kernels: Float32Array.of(0, 0, 0.5, -1, 1, -2),
    hidden: Float32Array.of(1, -2),
    losses: Float32Array.of(4, 1.5, 0.00012345),
    distances: Float32Array.of(1, 0.5, 0.0123),
  },
  luts: {},
  cell: [0, 1],
  covered: false,
  pin: null,
};

test("each step has its own kernel, loss and distance", () => {
  assert.deepEqual([...learnt({ ...STATE, step: 1 })], [0.5, -1]);
  const first = "Step 1 of 2: mean squared error 1.5, 50 % away from the hidden kernel";
  assert.equal(sentence({ ...STATE, step: 1 }), first);
  const last = "Step 2 of 2: mean squared error 1.2e−4, 1.2 % away from the hidden kernel";
  assert.equal(sentence({ ...STATE, step: 2 }), last);
});

test("a covered kernel is not read out", () => {
  const open = tableLabels({ ...STATE, step: 1 });
  assert.match(open.learnt, /^Learnt kernel: 0\.50 −1\. Arrow keys .* row 0, column 1;/);
  assert.equal(open.hidden, "Hidden kernel: 1 −2");
  const covered = tableLabels({ ...STATE, step: 1, covered: true });
  assert.equal(covered.hidden, "Hidden kernel, covered");
  assert.equal(covered.difference, "Difference, covered");
});
