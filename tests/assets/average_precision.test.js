// The curve of detections, and how its rules read it.
import assert from "node:assert/strict";
import test from "node:test";
import {
  curveOf,
  foundBy,
  raised,
  reading,
  rightAmong,
  shownFrom,
} from "../../assets/labs/average_precision/reading.js";

const BOXES = [
  [0.9, 0],
  [0.8, -1],
  [0.8, 1],
  [0.5, -1],
].map(([score, found], at) => ({ picture: at % 2, box: [0, 0, 1, 1], score, finds: [found] }));

test("what is shown is right or wrong", () => {
  assert.equal(shownFrom(BOXES, 0.8), 3);
  assert.equal(shownFrom(BOXES, 0.3 + 0.6), 1); // 0.8999999999999999
  assert.equal(rightAmong(BOXES, 3, 0), 2);
  assert.deepEqual([...foundBy(BOXES, 3, 0)], ["0.0", "0.1"]);
});

test("the curve has a point after every detection, or after the last of equal ones", () => {
  const points = curveOf(BOXES, 4, 0, false);
  assert.deepEqual(
    points.map(({ precision }) => precision),
    [1, 1 / 2, 2 / 3, 2 / 4],
  );
  assert.deepEqual(
    points.map(({ recall }) => recall),
    [0.25, 0.25, 0.5, 0.5],
  );
  assert.deepEqual(
    curveOf(BOXES, 4, 0, true).map(({ count }) => count),
    [1, 3, 4],
  );
});

test("rules read the curve", () => {
  assert.deepEqual(raised([1, 0.5, 0.75, 0.5]), [1, 0.75, 0.75, 0.5]);
  const points = curveOf(BOXES, 4, 0, false);
  assert.deepEqual(reading(points, "integral").bars, [
    [0, 0.25, 1],
    [0.25, 0.5, 2 / 3],
  ]);
  const { dots } = reading(points, "voc11");
  assert.equal(dots.length, 11);
  assert.deepEqual(
    dots.map(([, precision]) => precision),
    [1, 1, 1, 2 / 3, 2 / 3, 2 / 3, 0, 0, 0, 0, 0],
  );
  assert.equal(reading(points, "coco").dots.length, 101);
});
