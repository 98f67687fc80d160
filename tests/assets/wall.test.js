// Where the maps of a wall stand on a stage.
import assert from "node:assert/strict";
import test from "node:test";
import { places } from "../../assets/views/wall/places.js";

const none = { all: 0, name: 0, none: 0 };
const PX = { between: 0, least: 0, edge: 0, gap: none, words: none, needs: none };
const rows = (n, count, ratio = 1, more = { head: 0, tail: 0 }) =>
  Array.from({ length: n }, () => ({ count, ratio, ...more }));

// how high a wall is, written anew
function high(all, { sections, across, tile, words }, px) {
  let sum = 0;
  for (let i = 0; i < all.length; i += sections) {
    const each = all.slice(i, i + sections).map(({ count, ratio, head, tail }) => {
      const lines = Math.ceil(count / across);
      return head + tail + lines * ((tile - px.edge) * ratio + px.edge + px.words[words] + px.gap[words]);
    });
    sum += Math.max(...each);
  }
  return sum;
}

test("ten layers of six maps stand in two columns of a wide screen, and fill it", () => {
  const found = places(rows(10, 6), 1200, 500, PX);
  assert.deepEqual([found.sections, found.across, found.tile], [2, 6, 100]);
});

test("a heading that needs the width keeps the layers below each other", () => {
  assert.equal(places(rows(10, 6), 1200, 500, { ...PX, least: 700 }).sections, 1);
});

test("one row of four maps stands two by two where that makes them larger", () => {
  const found = places(rows(1, 4), 800, 800, PX);
  assert.deepEqual([found.across, found.tile], [2, 400]);
  assert.equal(places(rows(1, 4), 1200, 300, PX).across, 4);
});

const full = {
  ...{ between: 20, least: 200, edge: 12, gap: { all: 16, name: 8, none: 4 } },
  ...{ words: { all: 90, name: 24, none: 0 }, needs: { all: 110, name: 110, none: 0 } },
};

test("whatever stands there, it is neither wider nor higher than the stage, and fills the one or the other", () => {
  for (const n of [1, 2, 3, 5, 9, 24]) {
    for (const count of [1, 3, 6, 16]) {
      for (const ratio of [0.5, 1, 1.6]) {
        const all = rows(n, count, ratio, { head: 30, tail: 20 });
        for (const [width, height] of [
          [930, 640],
          [1500, 1000],
        ]) {
          const found = places(all, width, height, full);
          const said = JSON.stringify({ n, count, ratio, found });
          const wide = found.across * (found.tile + full.gap[found.words]) - full.gap[found.words];
          const filled = [
            found.sections * (wide + full.between) - full.between - width,
            high(all, found, full) - height,
          ];
          if (n * 50 > height) continue; // headings alone are higher
          assert.ok(Math.max(...filled) < 1e-6, said);
          assert.ok(Math.max(...filled) > -1e-6, said);
        }
      }
    }
  }
});

test("words stand below maps that are wide enough for them, and names where they are asked for", () => {
  const words = { all: 60, name: 20, none: 0 };
  const px = { ...PX, words, needs: { all: 110, name: 110, none: 0 } };
  assert.equal(places(rows(1, 2), 800, 400, px).words, "all");
  assert.equal(places(rows(4, 8), 800, 300, px).words, "none");
  const named = { ...px, needs: { all: 110, name: 0, none: Infinity } };
  assert.equal(places(rows(4, 8), 800, 300, named).words, "name");
});
