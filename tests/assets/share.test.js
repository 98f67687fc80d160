// How figures share a board, and how a figure finds its height.
import assert from "node:assert/strict";
import { test } from "node:test";
import { share } from "../../assets/shell/share.js";

const box = (top, height) => ({ top, bottom: top + height });

test("one figure gets what is left beside all else", () => {
  assert.equal(share(700, 500, [box(50, 300)]), 500);
  assert.equal(share(700, 900, [box(50, 600)]), 400);
});

test("figures below each other share, those beside each other have all of it", () => {
  assert.equal(share(700, 640, [box(0, 300), box(320, 300)]), 330);
  assert.equal(share(700, 340, [box(0, 300), box(10, 280)]), 660);
  assert.equal(share(700, 640, [box(0, 300), box(320, 300), box(330, 200)]), 330);
});

test("a figure that a crowd leaves nothing to keeps enough to be seen", () => {
  assert.equal(share(700, 1400, [box(700, 100)]), 160);
});
