// Where the maps of a whole network stand, which one is pointed at, and which it reads.
import assert from "node:assert/strict";
import test from "node:test";
import { hit, layout, reads } from "../../assets/views/columns/layout.js";

const COLUMNS = [16, 32, 64, 6].map((shown, i) => ({ shown, units: i === 3 }));
const all = (laid) => [laid.picture, ...laid.columns.flat()];
const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

for (const [width, high] of [
  [1000, 440],
  [1900, 700],
  [620, 300],
]) {
  test(`all maps stand in ${width} × ${high} and none covers another`, () => {
    const laid = layout(COLUMNS, width, high, 120, 150);
    const boxes = all(laid);
    assert.equal(laid.width, width);
    for (const [i, box] of boxes.entries()) {
      assert.ok(box.x >= 0 && box.x + box.width <= width - 150 && box.y >= -0.01 && box.y + box.height <= high + 0.01);
      for (const other of boxes.slice(i + 1)) assert.ok(apart(box, other));
    }
    laid.columns.forEach((column, c) => {
      column.forEach((box, m) => assert.deepEqual(hit(laid, box.x + box.width / 2, box.y + box.height / 2), [c, m]));
    });
    assert.deepEqual(hit(laid, 60, high / 2), [-1, 0]);
    assert.equal(hit(laid, width - 10, 1), null);
  });
}

test("where maps would be too small the figure is wider than its place", () => {
  const laid = layout(COLUMNS, 300, 300, 70, 80, 16);
  assert.equal(laid.tile, 16);
  assert.ok(laid.width > 300);
});

test("a map reads those whose weight is not zero; of a block all", () => {
  const weights = Float32Array.of(0, 2, -1, 3, 0, 0);
  const column = {
    sources: [
      { column: 0, weighed: true },
      { column: 4, weighed: false },
    ],
  };
  const found = (map) =>
    reads(
      column,
      map,
      () => weights,
      (c) => (c === 0 ? 3 : 2),
    );
  const block = [
    [4, 0, null],
    [4, 1, null],
  ];
  assert.deepEqual(found(0), [[0, 1, 2], [0, 2, -1], ...block]);
  assert.deepEqual(found(1), [[0, 0, 3], ...block]);
});
