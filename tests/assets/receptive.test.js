// What a unit sees, against windows followed back by hand.
import assert from "node:assert/strict";
import test from "node:test";
import { box, centre, follow, rings, unitAt } from "../../assets/labs/receptive_field/fields.js";
import { sentence } from "../../assets/labs/receptive_field/words.js";
import "./english.js";

// Two layers on a picture of 6 × 8: 3 × 3 with padding 1; then 2 × 2 with stride 2. First and last pixel of each unit
// along each axis, the rows of a layer before its columns, as Python sends them.
const range = (count, first) => Array.from({ length: count }, (_, i) => first(i));
const FIRST = { offset: [0, 6], start: [0, 0], stride: [1, 1], units: [6, 8] };
const SECOND = { offset: [14, 17], start: [0.5, 0.5], stride: [2, 2], units: [3, 4] };
const BEYOND = { offset: [21, 22], start: [-3, 0], stride: [0, 0], units: [1, 1] };
const LOW = [
  ...range(6, (i) => Math.max(0, i - 1)),
  ...range(8, (i) => Math.max(0, i - 1)),
  ...range(3, (i) => Math.max(0, 2 * i - 1)),
  ...range(4, (i) => Math.max(0, 2 * i - 1)),
  ...[1, 0],
];
const HIGH = [
  ...range(6, (i) => Math.min(5, i + 1)),
  ...range(8, (i) => Math.min(7, i + 1)),
  ...range(3, (i) => Math.min(5, 2 * i + 2)),
  ...range(4, (i) => Math.min(7, 2 * i + 2)),
  ...[0, 7], // rows 1 to 0: none
];
const SPANS = { low: Float32Array.from(LOW), high: Float32Array.from(HIGH) };

test("a unit sees its window, cut at the border of the picture", () => {
  assert.deepEqual(box(SPANS, FIRST, [0, 0]), { x: 0, y: 0, width: 2, height: 2 });
  assert.deepEqual(box(SPANS, FIRST, [2, 5]), { x: 4, y: 1, width: 3, height: 3 });
  assert.deepEqual(box(SPANS, SECOND, [1, 1]), { x: 1, y: 1, width: 4, height: 4 });
  assert.deepEqual(box(SPANS, SECOND, [2, 3]), { x: 5, y: 3, width: 3, height: 3 });
});

test("a unit whose window lies in the padding sees nothing", () => {
  assert.equal(box(SPANS, BEYOND, [0, 0]), null);
});

test("the unit at the middle of what a unit sees is that unit", () => {
  for (const layer of [FIRST, SECOND]) {
    for (let r = 0; r < layer.units[0]; r++) {
      for (let q = 0; q < layer.units[1]; q++) {
        assert.deepEqual(unitAt(layer, centre(layer, 0, r), centre(layer, 1, q)), [r, q]);
      }
    }
  }
  assert.deepEqual(unitAt(SECOND, -50, 50), [0, 3]);
  assert.deepEqual(unitAt(BEYOND, 4, 4), [0, 0]);
});

const NAMED = [
  { ...FIRST, name: "conv1", text: "3 × 3", size: [3, 3] },
  { ...SECOND, name: "pool", text: "2 × 2, stride 2", size: [4, 4] },
];
const scene = (layer, unit) => ({
  header: { size: [6, 8], layers: NAMED },
  arrays: SPANS,
  photo: null,
  layer,
  unit,
});

test("another layer shows the unit over the same pixel", () => {
  const one = scene(0, [4, 7]);
  follow(one, 1);
  assert.deepEqual([one.layer, one.unit], [1, [2, 3]]);
  follow(one, 9);
  assert.equal(one.layer, 1, "there is no further layer");
  follow(one, 0);
  assert.deepEqual([one.layer, one.unit], [0, [5, 7]], "its centre, 4.5 and 6.5, rounded");
});

test("inside a field lie those of earlier layers around the same pixel", () => {
  assert.deepEqual(rings(scene(1, [1, 1]), [1, 1], 7), [{ x: 2, y: 2, width: 3, height: 3 }]);
  assert.deepEqual(rings(scene(0, [1, 1]), [1, 1], 7), []);
});

test("the sentence says how much of the field lies inside the picture", () => {
  const said = (layer, unit) => sentence(NAMED[layer], unit, box(SPANS, NAMED[layer], unit));
  const whole =
    "pool (2 × 2, stride 2): unit [1, 1] sees 4 × 4 pixels, all inside the picture; the next unit sees 2 pixels further on.";
  assert.equal(said(1, [1, 1]), whole);
  assert.match(said(0, [0, 0]), /sees 3 × 3 pixels, 2 × 2 of them inside the picture; the next unit sees 1 pixels/);
  assert.match(sentence(NAMED[0], [0, 0], null), /padding only/);
});
