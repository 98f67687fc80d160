// Cuts through a volume, where keys lead in it, and the profile of an effective field.
import assert from "node:assert/strict";
import test from "node:test";
import { CUTS, indexOf, stepped, voxelAt } from "../../assets/labs/dimensions/cuts.js";
import { bell, columnShares, middleOf, sentence } from "../../assets/labs/effective_receptive_field/profile.js";
import "./english.js";

const [AXIAL, CORONAL, SAGITTAL] = CUTS;
const SIZE = 4;

test("a cut shows the plane through the voxel, with z upwards", () => {
  const at = [1, 2, 3];
  assert.deepEqual(voxelAt(AXIAL, at, 0, 2, SIZE), [1, 0, 2]);
  assert.deepEqual(voxelAt(CORONAL, at, 0, 2, SIZE), [3, 2, 2]);
  assert.deepEqual(voxelAt(SAGITTAL, at, 3, 0, SIZE), [0, 0, 3]);
  assert.deepEqual(at, [1, 2, 3], "the voxel itself stays");
});

test("every voxel has a place of its own, x after x", () => {
  const places = new Set();
  for (let z = 0; z < SIZE; z++) {
    for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) places.add(indexOf([z, y, x], SIZE));
  }
  assert.equal(places.size, SIZE ** 3);
  assert.equal(indexOf([0, 1, 0], SIZE) - indexOf([0, 0, SIZE - 1], SIZE), 1);
});

test("the up key leads up on the screen, page up one slice on, and no key out of the volume", () => {
  assert.deepEqual(stepped(AXIAL, [1, 2, 3], "ArrowUp", SIZE), [1, 1, 3]);
  assert.deepEqual(stepped(CORONAL, [1, 2, 3], "ArrowUp", SIZE), [2, 2, 3]);
  assert.deepEqual(stepped(SAGITTAL, [1, 2, 3], "ArrowLeft", SIZE), [1, 1, 3]);
  assert.deepEqual(stepped(AXIAL, [1, 2, 3], "PageUp", SIZE), [2, 2, 3]);
  assert.deepEqual(stepped(AXIAL, [1, 2, 3], "ArrowRight", SIZE), [1, 2, 3]);
  assert.equal(stepped(AXIAL, [1, 2, 3], "Enter", SIZE), null);
});

test("the shares of the columns add up to 1", () => {
  assert.deepEqual(columnShares([1, 0, 2, 3, 2, 0, 0, 2, 0], 3), [0.4, 0.4, 0.2]);
  assert.deepEqual(columnShares([0, 0, 0, 0], 2), [0, 0]);
});

test("the Gaussian has its mass around the middle, and its standard deviation is the width", () => {
  const middle = middleOf(41);
  let mass = 0;
  let variance = 0;
  for (let x = 0; x < 41; x++) {
    mass += bell(x, middle, 3);
    variance += (x - middle) ** 2 * bell(x, middle, 3);
  }
  assert.ok(Math.abs(mass - 1) < 1e-6);
  assert.ok(Math.abs(Math.sqrt(variance) - 3) < 1e-4);
});

test("a pixel is named with its share of the largest", () => {
  assert.equal(sentence([2, 3], 0.012345, 0.05), "Pixel [2, 3] of the field: 0.0123, 24.7 % of the largest value.");
});
