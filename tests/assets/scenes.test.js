// The colours of a map of classes, by class, by object and both; a run's sentence with the terms of its loss.
import assert from "node:assert/strict";
import test from "node:test";
import { COLUMN } from "../../assets/views/run/feed.js";
import { prepare, readOff } from "../../assets/views/run/rows.js";
import { beside, OF_SCENES } from "../../assets/views/run/screens.js";
import { colourOf } from "../../assets/views/scenes/segmentation.js";
import "./english.js";

const COLOURS = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
];
const MAP = [0, 1, 1, 0, 1, 1, 2, 2, 2]; // 3 × 3
const SEGMENTS = [0, 3, 3, 0, 1, 1, 2, 2, 2];

test("semantic colours say the class, instance colours the object", () => {
  const semantic = colourOf(MAP, SEGMENTS, 3, "semantic", COLOURS);
  const instance = colourOf(MAP, SEGMENTS, 3, "instance", COLOURS);
  assert.deepEqual(semantic(0, 1), semantic(1, 1));
  assert.notDeepEqual(instance(0, 1), instance(1, 1));
  assert.deepEqual(semantic(2, 0), COLOURS[1]);
  assert.deepEqual(semantic(0, 0), instance(1, 0));
});

test("panoptic colours say the class, with an edge where another object begins", () => {
  const panoptic = colourOf([1, 1, 1, 1], [1, 1, 1, 2], 2, "panoptic", COLOURS);
  assert.deepEqual(panoptic(0, 0), COLOURS[0]);
  assert.notDeepEqual(panoptic(1, 1), COLOURS[0]);
  assert.notDeepEqual(panoptic(0, 1), COLOURS[0]);
});

test("the loss of a detector is read in its terms", () => {
  const columns = COLUMN.all + 3;
  const numbers = new Float32Array(2 * columns);
  numbers.set([1, 3.5, 0.25, 0.01, 2.5, 0.75, 1.5, 1.25, 0.75]);
  numbers.set([2, 1.5, 0.5, 0.01, NaN, NaN, 0.5, 0.5, 0.5], columns);
  const table = prepare({ count: 2, numbers, columns });
  assert.deepEqual(Array.from(table.smooth.terms[0]), [1.5, 0.5]);
  assert.equal(
    readOff(table, 2, "detection", ["box", "confidence", "class"]),
    "Step 2: loss 1.5 = box 0.5 + confidence 0.5 + class 0.5; 50.0 % of the objects found by their cells; held back at " +
      "step 1: loss 2.5, AP50 75.0 %",
  );
});

test("a run on scenes has two screens", () => {
  assert.equal(beside("scenes", 1, Object.keys(OF_SCENES)), "learning");
  assert.equal(beside("learning", 1, Object.keys(OF_SCENES)), "learning");
});
