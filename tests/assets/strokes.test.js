// Drawing strokes, and taking them back.
import assert from "node:assert/strict";
import test from "node:test";
import { makeStrokes } from "../../assets/views/draw/strokes.js";

function drawn(...points) {
  const strokes = makeStrokes();
  strokes.begin(0.08, ...points[0]);
  for (const [x, y] of points.slice(1)) strokes.reach(x, y);
  return strokes;
}

test("a stroke is its width and its points, and counts when the pen is lifted", () => {
  const strokes = drawn([0.1, 0.2], [0.3, 0.2]);
  assert.deepEqual([strokes.all, strokes.line], [[], [0.08, 0.1, 0.2, 0.3, 0.2]]);
  assert.equal(strokes.lift(), true);
  assert.deepEqual([strokes.all, strokes.line], [[[0.08, 0.1, 0.2, 0.3, 0.2]], null]);
  assert.equal(strokes.lift(), false, "nothing is under the pen");
});

test("points that nobody can tell apart are left out", () => {
  const strokes = drawn([0.5, 0.5]);
  assert.equal(strokes.reach(0.501, 0.501), false);
  assert.equal(strokes.reach(0.51, 0.5), true);
  assert.deepEqual(strokes.line, [0.08, 0.5, 0.5, 0.51, 0.5]);
});

test("strokes and clearing are taken back one by one", () => {
  const strokes = drawn([0, 0], [1, 1]);
  strokes.lift();
  strokes.begin(0.02, 0, 1);
  strokes.lift();
  assert.equal(strokes.clear(), true);
  assert.equal(strokes.clear(), false);
  const counts = [];
  while (strokes.undo()) counts.push(strokes.all.length);
  assert.deepEqual(counts, [2, 1, 0]);
  assert.equal(strokes.canUndo, false);
});

test("another sheet has its own strokes, and none of the last one's to take back", () => {
  const strokes = drawn([0, 0], [1, 1]);
  strokes.lift();
  strokes.begin(0.02, 0, 1);
  strokes.replace([[0.1, 0.5, 0.5]]);
  assert.deepEqual([strokes.all, strokes.line, strokes.undo()], [[[0.1, 0.5, 0.5]], null, false]);
});
