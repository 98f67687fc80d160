// Who is connected with whom, in graphs small enough to follow with a finger.
import assert from "node:assert/strict";
import test from "node:test";
import { dense, extent, places, reach } from "../../assets/labs/connections/layers.js";
import { sentence, usage } from "../../assets/labs/connections/words.js";
import "./english.js";

// A convolution of 4 inputs with a kernel of 3, padding 1 at its start, then one of 3 with a kernel of 2.
const SIZES = [4, 3, 2];
const CONVOLUTIONS = [
  [
    [0, 0, 1],
    [1, 0, 2],
    [0, 1, 0],
    [1, 1, 1],
    [2, 1, 2],
    [1, 2, 0],
    [2, 2, 1],
    [3, 2, 2],
  ],
  [
    [0, 0, 0],
    [1, 0, 1],
    [1, 1, 0],
    [2, 1, 1],
  ],
];
const sorted = (sets) => sets.map((set) => [...set].sort((a, b) => a - b));

test("a dense layer connects all with all, and shares no weight", () => {
  const [layer] = dense([3, 2]);
  assert.equal(layer.length, 6);
  assert.equal(new Set(layer.map(([from, to]) => `${from} ${to}`)).size, 6);
  assert.ok(layer.every(([from, to, weight]) => from < 3 && to < 2 && weight === -1));
});

test("a unit in the middle sees its inputs and affects its outputs, and no detours", () => {
  const { sets, lit } = reach(SIZES, CONVOLUTIONS, 1, 0);
  assert.deepEqual(sorted(sets), [[0, 1], [0], [0]]);
  assert.deepEqual(sorted(lit), [[0, 1], [0]]);
});

test("an output sees all that its units see, an input affects all that theirs do", () => {
  assert.deepEqual(sorted(reach(SIZES, CONVOLUTIONS, 2, 1).sets), [[0, 1, 2, 3], [1, 2], [1]]);
  assert.deepEqual(sorted(reach(SIZES, CONVOLUTIONS, 0, 3).sets), [[3], [2], [1]]);
});

test("outputs stand above the middle of their windows, and padding is part of the width", () => {
  const rows = places({ sizes: [6, 3], stride: 2, dilation: 1, kernel: 3, padding: [1, 0] });
  // output 0 meets −1, 0 and 1; output 1 meets 1, 2 and 3
  assert.deepEqual(rows[1], { first: 0, step: 2, size: 3 });
  assert.deepEqual(extent(rows, [1, 0]), [-1, 5]);
  const dilated = places({ sizes: [7, 3], stride: 1, dilation: 2, kernel: 3, padding: [0, 0] });
  assert.equal(dilated[1].first, 2);
});

test("sentences say what a unit sees and affects, and how often a weight is used", () => {
  const said = (layer, unit) => sentence(SIZES, reach(SIZES, CONVOLUTIONS, layer, unit).sets, layer, unit);
  assert.equal(said(0, 3), "Input 3 affects 1 of 2 outputs (1).");
  assert.equal(said(1, 0), "Unit of layer 1, 0 affects 1 of 2 outputs (0) and sees 2 of 4 inputs (0, 1).");
  assert.equal(said(2, 1), "Output 1 sees all 4 inputs.");
  assert.equal(usage(CONVOLUTIONS.slice(0, 1), 1), "w₁ is used 3 times.");
  assert.equal(usage(CONVOLUTIONS, 0), "Each layer has a w₀ of its own: used 2 and 2 times.");
});
