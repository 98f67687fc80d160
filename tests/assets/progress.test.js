import assert from "node:assert/strict";
import test from "node:test";
import { staged } from "../../assets/shell/experiments.js";
import { progress } from "../../assets/shell/finished.js";
import { mark, style } from "../../assets/shell/marks.js";

const ALL = {
  border: { of: 2, experiments: { claim: true, corner: false }, questions: ["7", "8"] },
  padding: { of: 3, experiments: { claim: true }, questions: [] },
  pooling: { of: 3, experiments: {}, questions: [] },
};

test("a lesson is done when each of its experiments was answered, rightly or not", () => {
  assert.equal(mark(ALL.border), "✓");
  assert.equal(mark(ALL.padding), "1/3");
  assert.equal(mark(ALL.pooling), "");
});

test("marks are written for lessons alone, and for nothing that could end a selector", () => {
  const written = style({ ...ALL, 'x"] { } a': ALL.border });
  assert.match(written, /href\$="\/border"/);
  assert.match(written, /st-key-card-padding/);
  assert.equal(written.split("\n").length, 2);
});

test("the way leads to the first lesson that is not done", () => {
  const lessons = ["border", "padding", "pooling"].map((slug) => ({ slug, title: slug }));
  const { finished, experiments, questions, next } = progress(lessons, ALL);
  assert.deepEqual([finished, experiments, questions, next?.slug], [1, 3, 2, "padding"]);
  assert.equal(progress(lessons, {}).next?.slug, "border");
  assert.equal(progress(lessons.slice(0, 1), ALL).next, undefined);
});

test("a stage takes the place of the settings of all experiments and leaves the others", () => {
  const address = "http://host/border?lang=de&border-n=9&border-k=3&experiment=claim#check";
  assert.equal(
    staged(address, ["border-k", "border-n", "experiment"], "border-k=5&experiment=corner"),
    "http://host/border?lang=de&border-k=5&experiment=corner",
  );
});
