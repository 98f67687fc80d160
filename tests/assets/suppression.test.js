// What becomes of the boxes, step by step.
import assert from "node:assert/strict";
import test from "node:test";
import { after, changedBy, compared, ranked } from "../../assets/labs/suppression/story.js";

const ROWS = [0.9, 0.8, 0.7, 0.6].map((score) => [0, 0, 1, 1, score, 0]);
const HARD = {
  rows: ROWS,
  soft: false,
  least: 0.001,
  steps: [
    { kept: 0, score: 0.9, others: [1, 2, 3], overlap: [0.6, 0.1, null], factor: [0, 1, 1] },
    { kept: 2, score: 0.7, others: [3], overlap: [0.9], factor: [0] },
  ],
};
const states = (told, count) => after(told, count).map(({ state }) => state);

test("nothing has happened before the first step", () => {
  assert.deepEqual(states(HARD, 0), ["waits", "waits", "waits", "waits"]);
});

test("a step keeps its box and takes others away; what was gone stays gone", () => {
  assert.deepEqual(states(HARD, 1), ["keeping", "going", "waits", "waits"]);
  assert.deepEqual(states(HARD, 2), ["kept", "gone", "keeping", "going"]);
  assert.equal(after(HARD, 1)[1].overlap, 0.6);
  assert.equal(after(HARD, 1)[3].overlap, null);
});

test("soft suppression lowers scores until they are as good as gone", () => {
  const soft = {
    ...HARD,
    soft: true,
    steps: [
      { kept: 0, score: 0.9, others: [1, 2, 3], overlap: [0.6, 0.1, 0], factor: [0.5, 0.0001, 1] },
      { kept: 3, score: 0.6, others: [1], overlap: [0.5], factor: [0.5] },
    ],
  };
  assert.deepEqual(states(soft, 1), ["keeping", "lowered", "going", "waits"]);
  assert.deepEqual(states(soft, 2), ["kept", "lowered", "gone", "keeping"]);
  assert.deepEqual(after(soft, 2).map(({ score }) => score)[1], 0.2);
});

test("what is compared is listed from the highest overlap, without what has none or another class", () => {
  const step = { kept: 0, score: 1, others: [1, 2, 3, 4], overlap: [0.1, 0.6, null, 0], factor: [1, 0, 1, 1] };
  assert.deepEqual(
    compared(step).map(({ other }) => other),
    [2, 1],
  );
  assert.equal(changedBy(step), 1);
  assert.deepEqual(ranked([2, 3, 1]), [2, 0, 1]);
});
