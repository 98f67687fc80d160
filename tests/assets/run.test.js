// What is said of a run, which snapshot is meant, and the limits of its curves.
import assert from "node:assert/strict";
import test from "node:test";
import { tick } from "../../assets/shared/format.js";
import { COLUMN } from "../../assets/views/run/feed.js";
import { exploded, limits, prepare, ticksOf } from "../../assets/views/run/rows.js";
import { closest, nearest, stepsOf } from "../../assets/views/run/scene.js";
import { around } from "../../assets/views/run/shapes.js";
import { cellInWords, duration, facts, sentence, shownInWords } from "../../assets/views/run/words.js";
import "./english.js";

test("a duration is as exact as anybody cares for", () => {
  const said = { 0.2: "1 s", 59: "59 s", 61: "1 min 1 s", 3599: "59 min 59 s", 5400: "1.5 h" };
  for (const [seconds, words] of Object.entries(said)) assert.equal(duration(Number(seconds)), words);
  assert.equal(duration(null), "–");
});

const RUN = { step: 150, total_steps: 1000, steps_per_epoch: 100, val_accuracy: 0.953, device: "cpu" };

test("the facts of a run that trains, and of one that does not", () => {
  const running = { ...RUN, state: "running", examples_per_second: 1234.4, seconds_left: 90 };
  assert.deepEqual(Object.fromEntries(facts(running)), {
    Step: "150 of 1,000",
    Epoch: "2 of 10",
    "Examples per second": "1,234",
    "Time left": "1 min 30 s",
    "Validation accuracy": "95.3 %",
    Device: "cpu",
  });
  const finished = Object.fromEntries(facts({ ...running, state: "finished", step: 1000 }));
  assert.equal(finished.Epoch, "10 of 10");
  assert.deepEqual([finished["Examples per second"], finished["Time left"]], ["–", "–"]);
  const queued = Object.fromEntries(facts({ state: "queued" }));
  assert.deepEqual([queued.Step, queued.Epoch, queued.Device], ["–", "–", "–"]);
});

test("the sentence: a command under way before a message before the state", () => {
  assert.equal(sentence({ state: "failed", message: "Out of memory." }, "stop"), "Stopping …");
  assert.equal(sentence({ state: "failed", message: "Out of memory." }, ""), "Out of memory.");
  assert.match(sentence({ state: "queued", place: 3 }, ""), /^Place 3 in the queue/);
  assert.equal(sentence({ state: "queued", place: 0 }, ""), "It begins in a moment.");
  assert.equal(sentence({ state: "running", step: 0 }, ""), "Loading data and network.");
  assert.equal(sentence({ ...RUN, state: "running" }, ""), "Step 150 of 1,000.");
  assert.match(sentence({ ...RUN, state: "paused" }, ""), /^Paused at step 150:/);
  assert.equal(sentence({ ...RUN, state: "stopped" }, ""), "");
});

test("a cell counts a row's class taken for a column's", () => {
  const counts = [5, 1, 0, 1234];
  assert.equal(cellInWords(["cat", "dog"], counts, 0, 0), "5 pictures of cat recognised");
  assert.equal(cellInWords(["cat", "dog"], counts, 0, 1), "1 picture of cat taken for dog");
  assert.equal(cellInWords(["cat", "dog"], counts, 1, 1), "1,234 pictures of dog recognised");
});

test("a snapshot that is gone is replaced by the nearest", () => {
  const snapshots = [
    [0, "a"],
    [40, "b"],
    [100, "c"],
  ];
  const scene = { feed: { state: { snapshots } } };
  assert.deepEqual(stepsOf(scene), [0, 40, 100]);
  assert.deepEqual(stepsOf({ feed: { state: null } }), []);
  assert.deepEqual(nearest(scene, 55), [40, "b"]);
  assert.equal(closest([0, 40, 100], 71), 100);
  assert.equal(shownInWords(150, 100), "Shown: step 150, epoch 1.5");
  assert.equal(shownInWords(null, 100), "No snapshot yet");
});

function table(losses, checked = Number.NaN) {
  const numbers = new Float32Array(losses.length * COLUMN.all).fill(Number.NaN);
  losses.forEach((loss, i) => {
    numbers[i * COLUMN.all + COLUMN.step] = i;
    numbers[i * COLUMN.all + COLUMN.loss] = loss;
  });
  if (losses.length) numbers[COLUMN.valLoss] = checked;
  return prepare({ count: losses.length, numbers });
}

test("the axis of the loss begins at 0 and holds training and validation, in whole decades on a log scale", () => {
  assert.deepEqual(limits(table([2, 1], 4), "loss", false), [0, 4 * 1.03]);
  assert.deepEqual(limits(table([2, 0.03], 4), "loss", true), [0.01, 10]);
  assert.deepEqual(limits(table([1, 1]), "loss", true), [1, 10]);
  assert.deepEqual(limits(table([]), "loss", true), [0.1, 1]);
  assert.deepEqual(limits(table([2, 1]), "accuracy", true), [0, 1]);
});

test("a loss that explodes asks for a logarithmic axis, one that falls does not", () => {
  const run = (losses) => {
    const numbers = new Float32Array(losses.length * COLUMN.all).fill(Number.NaN);
    losses.forEach((loss, i) => {
      numbers[i * COLUMN.all + COLUMN.step] = i + 1;
      numbers[i * COLUMN.all + COLUMN.loss] = loss;
    });
    return prepare({ count: losses.length, numbers });
  };
  assert.equal(exploded(run([2.3, 1.1, 0.02, 0.0001])), false);
  assert.equal(exploded(run([2.3, 30_000, 2.4, 2.3])), true);
  assert.equal(exploded(run([0.01, 5, 3])), false);
  assert.equal(exploded(run([])), false);
});

test("the ticks of a loss differ as texts and are short, from one that falls to one that explodes", () => {
  for (const losses of [
    [2.3, 1.1, 0.02],
    [2.3, 30_000, 2.4],
    [2.3, 1.2e32, 5],
    [300_000, 20_000, 9_000],
    [0.5, 0.0004, 0.00001],
  ]) {
    const numbers = new Float32Array(losses.length * COLUMN.all).fill(Number.NaN);
    for (const [i, loss] of losses.entries()) {
      numbers[i * COLUMN.all + COLUMN.step] = i + 1;
      numbers[i * COLUMN.all + COLUMN.loss] = loss;
    }
    const table = prepare({ count: losses.length, numbers });
    for (const log of [false, true]) {
      const [low, high] = limits(table, "loss", log);
      const ticks = ticksOf(low, high, log, 8);
      const texts = ticks.map(tick);
      assert.equal(new Set(texts).size, texts.length, texts.join());
      assert.ok(texts.length >= 2 && texts.length <= 12, texts.join());
      for (const text of texts) assert.ok(text.length <= 7, text);
      for (const v of ticks) assert.ok(v >= low * 0.999 && v <= high * 1.001);
      if (log) for (const v of ticks) assert.ok(Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6);
    }
  }
});

test("where not all layers have room, those around the chosen one are shown", () => {
  const all = ["a", "b", "c", "d", "e", "f"];
  assert.deepEqual(around(all, "d", 3), ["c", "d", "e"]);
  assert.deepEqual(around(all, "a", 3), ["a", "b", "c"]);
  assert.deepEqual(around(all, "f", 4), ["c", "d", "e", "f"]);
  for (const n of [6, 9]) assert.deepEqual(around(all, "c", n), all);
});
