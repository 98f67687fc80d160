// The screens of a run on a stage, and the height that its view keeps while it loads.
import assert from "node:assert/strict";
import test from "node:test";
import { remembered } from "../../assets/views/run/reserve.js";
import { beside, SCREENS } from "../../assets/views/run/screens.js";
import "./english.js";

test("the keys walk curves, maps, confusion matrix and weights, and stop at the ends", () => {
  const walked = ["curves"];
  for (let i = 0; i < 4; i++) walked.push(beside(walked.at(-1), 1));
  assert.deepEqual(walked, ["curves", "maps", "confusion", "weights", "weights"]);
  assert.equal(beside("curves", -1), "curves");
  assert.equal(beside("weights", -1), "confusion");
});

test("no figure stands on two screens", () => {
  const all = Object.values(SCREENS).flat();
  assert.equal(new Set(all).size, all.length);
});

test("the height is that of the last view of this width, and a usual one where nothing or nonsense is kept", () => {
  const text = JSON.stringify({ wide: 1234 });
  assert.equal(remembered(text, "wide"), 1234);
  const usual = remembered(null, "narrow");
  assert.ok(usual > remembered(null, "wide"));
  for (const nonsense of [text, "", "{", '{"narrow":-5}', '{"narrow":"x"}', "null", '{"narrow":1e9}']) {
    assert.equal(remembered(nonsense, "narrow"), usual, nonsense);
  }
});
