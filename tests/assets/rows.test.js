// What is read off the curves of a run.
import assert from "node:assert/strict";
import test from "node:test";
import { COLUMN } from "../../assets/views/run/feed.js";
import { prepare, readOff, rowAt, smoothing } from "../../assets/views/run/rows.js";
import "./english.js";

// One row a step from 10 on, every tenth validated.
function rows(count) {
  const numbers = new Float32Array(count * COLUMN.all);
  for (let i = 0; i < count; i++) {
    const checked = i % 10 === 9;
    const row = { step: 10 + i, loss: 2 - i / count, accuracy: i / count, rate: 0.1 };
    Object.assign(row, { valLoss: checked ? 3 : NaN, valAccuracy: checked ? 0.25 : NaN });
    for (const [name, value] of Object.entries(row)) numbers[i * COLUMN.all + COLUMN[name]] = value;
  }
  return { count, numbers };
}

test("the thick line is the mean of the last values, as many as are smoothed over", () => {
  const { numbers, smooth, width, count } = prepare(rows(100));
  assert.equal(width, 4);
  assert.equal(width, smoothing(100));
  for (let i = 0; i < count; i++) {
    const first = Math.max(0, i - width + 1);
    let sum = 0;
    for (let k = first; k <= i; k++) sum += numbers[k * COLUMN.all + COLUMN.loss];
    assert.ok(Math.abs(smooth.loss[i] - sum / (i - first + 1)) < 1e-5);
  }
});

test("validated rows are those with a number", () => {
  assert.deepEqual(prepare(rows(35)).validation, [9, 19, 29]);
});

test("the row of a step is the nearest one", () => {
  const data = rows(5); // steps 10 to 14
  const nearest = { "-3": 0, 10: 0, 11.4: 1, 11.6: 2, 14: 4, 99: 4, Infinity: 4 };
  for (const [step, row] of Object.entries(nearest)) assert.equal(rowAt(data, Number(step)), row, step);
});

test("a reading names the step, its values, and the last validation before it", () => {
  const data = prepare(rows(20));
  assert.equal(readOff(data, 15), "Step 15: loss 1.75 (mean 1.75), accuracy 25.0 % (mean 25.0 %)");
  const behind = "; validation at step 19: loss 3, accuracy 25.0 %";
  assert.ok(readOff(data, 24).endsWith(behind), readOff(data, 24));
  assert.equal(readOff(prepare(rows(0)), 5), "");
});
