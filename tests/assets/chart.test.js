// Round numbers on an axis, the pace of playing, and where arrows lead.
import assert from "node:assert/strict";
import test from "node:test";
import { multiples, nice } from "../../assets/shared/chart.js";
import { makeClock } from "../../assets/shared/clock.js";
import { ARROWS, clamp, moved } from "../../assets/shared/moves.js";

test("a step of an axis is the next of 1, 2, 5 and 10 times a power of ten", () => {
  const steps = { 0.012: 0.02, 0.1: 0.1, 0.11: 0.2, 1: 1, 1.0005: 1, 1.01: 2, 3: 5, 5.1: 10, 70: 100, 4000: 5000 };
  for (const [raw, step] of Object.entries(steps)) {
    assert.ok(Math.abs(nice(Number(raw)) / step - 1) < 1e-12, `${raw}: ${nice(Number(raw))}`);
  }
});

test("an axis is numbered from end to end, and its zero is exactly 0", () => {
  const found = multiples(-0.3, 0.3, 0.1);
  assert.equal(found.length, 7);
  assert.equal(found[3], 0);
  assert.deepEqual(multiples(0.5, 3.5, 1), [1, 2, 3]);
  assert.deepEqual(multiples(2.1, 2.9, 1), []);
});

test("what is left of a step counts the next time, so that no speed is rounded", () => {
  const clock = makeClock();
  clock.start(1000);
  let steps = 0;
  for (let now = 1016; now <= 11_000; now += 16) steps += clock.due(now, 7);
  assert.equal(steps, 70); // 10 s at 7 a second
  clock.start(50_000);
  assert.equal(clock.due(50_000, 1000), 0, "time that nobody played is not made up for");
});

test("arrows stop at the border", () => {
  assert.deepEqual(moved([0, 2], ARROWS.ArrowUp, [3, 3]), [0, 2]);
  assert.deepEqual(moved([0, 2], ARROWS.ArrowDown, [3, 3]), [1, 2]);
  assert.deepEqual(moved([1, 2], ARROWS.ArrowRight, [3, 3]), [1, 2]);
  assert.deepEqual(moved([1, 2], ARROWS.ArrowLeft, [3, 3]), [1, 1]);
  assert.deepEqual(
    [-4, 0, 6, 7].map((i) => clamp(i, 7)),
    [0, 0, 6, 6],
  );
});
