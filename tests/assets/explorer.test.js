// What is lit, what is said about it, how large it is shown, and where keys and playing put the window.
import assert from "node:assert/strict";
import test from "node:test";
import { layout } from "../../assets/views/explorer/layout.js";
import { makePlayer } from "../../assets/views/explorer/player.js";
import { active, follow, newScene, place, put } from "../../assets/views/explorer/scene.js";
import { sentence } from "../../assets/views/explorer/sentence.js";
import "./english.js";

const RAMP = (count, from = 0) => Float32Array.from({ length: count }, (_, k) => k + from);

// A scene: input 0, 1, 2, … and kernel 1, 2, 3, …; the output's values are 10, 11, 12, … so that one sees which is read.
function scene({ input = [1, 4, 5], kernel = [2, 3], output = [3, 3], op = "sum", photo = false, ...rest } = {}) {
  const [C, H, W] = input;
  const header = {
    shapes: { input, kernel: [1, C, ...kernel], output: [1, ...output] },
    stride: [1, 1],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    padding_mode: "zeros",
    input_divisor: 1,
    shared: false,
    bias: null,
    names: { input: "input", output: "output", kernel: "kernel" },
    op,
    photo,
    ...rest,
  };
  const arrays = {
    input: RAMP(C * H * W),
    kernel: RAMP(C * kernel[0] * kernel[1], 1),
    output: RAMP(output[0] * output[1], 10),
  };
  const made = newScene();
  put(made, { header, arrays });
  return made;
}

test("the lit output: hovered before pinned before scrubbed", () => {
  const one = scene();
  Object.assign(one.at, { r: 2, q: 1 });
  assert.deepEqual(active(one), { f: 0, r: 2, q: 1 });
  one.pin = [0, 2];
  assert.deepEqual(active(one), { f: 0, r: 0, q: 2 });
  one.loose = true;
  assert.deepEqual(active(one), { f: 0, r: 2, q: 1 });
  one.hover = { kind: "out", r: 1, q: 1 };
  assert.deepEqual(active(one), { f: 0, r: 1, q: 1 });
});

test("on a photo a hovered input lights the output whose window is centred on it", () => {
  const one = scene({ photo: true, input: [1, 5, 5], kernel: [3, 3] });
  one.hover = { kind: "in", y: 3, x: 2 };
  assert.deepEqual(active(one), { f: 0, r: 2, q: 1 });
});

test("the window stays where it stood, or at the pin, and a new size sends it to the start", () => {
  const one = scene();
  one.header.start = [1, 1];
  place(one);
  assert.deepEqual(one.at, { f: 0, r: 1, q: 1 });
  Object.assign(one.at, { r: 2, q: 0 });
  place(one);
  assert.deepEqual(one.at, { f: 0, r: 2, q: 0 });
  one.header.pin = [0, 2];
  place(one);
  assert.deepEqual([one.at, one.pin], [{ f: 0, r: 0, q: 2 }, [0, 2]]);
  one.header.pin = [3, 0]; // no longer there
  place(one);
  assert.deepEqual([one.at, one.pin], [{ f: 0, r: 0, q: 2 }, null]);
});

test("explorers of a group stand at the same output, or the nearest that they have", () => {
  const one = scene({ group: "pair" });
  assert.equal(follow(one, { group: "other", r: 1, q: 1 }), false);
  assert.deepEqual(one.at, { f: 0, r: 0, q: 0 });
  assert.equal(follow(one, { group: "pair", r: 7, q: 1 }), true);
  assert.deepEqual(one.at, { f: 0, r: 2, q: 1 });
});

const SENTENCES = [
  [{}, null, "output[0, 0] = 0·1 + 1·2 + 2·3 + 5·4 + 6·5 + 7·6 = 10"],
  [{ bias: [-2] }, null, "output[0, 0] = 0·1 + 1·2 + 2·3 + 5·4 + 6·5 + 7·6 + (−2) = 10"],
  [{ kernel: [4, 5], output: [1, 1] }, null, "output[0, 0] = sum of 20 products = 10"],
  [{ input: [2, 4, 5] }, null, "output[0, 0] = 100 + 1366 = 10"],
  [{ op: "max", shared: true, kernel: [1, 2] }, null, "output[0, 0] = max(0, 1) = 10"],
  [{ op: "l2", shared: true, kernel: [1, 2] }, null, "output[0, 0] = √(0² + 1²) = 10"],
  [{}, { kind: "in", y: 1, x: 1 }, "Input [1, 1] = 6 is used by 4 output values."],
  [{}, { kind: "in", y: 0, x: 0 }, "Input [0, 0] = 0 is used by 1 output value."],
  [{}, { kind: "k", i: 1, j: 2 }, "Weight [1, 2] = 6 multiplies 9 input values: one for each output."],
  [{ op: "mean" }, { kind: "k", i: 0, j: 0 }, "Cell [0, 0] of the window meets 9 input values: one for each output."],
];
for (const [settings, hover, words] of SENTENCES) {
  test(`the sentence: ${words}`, () => {
    const one = scene(settings);
    one.hover = hover;
    assert.equal(sentence(one), words);
  });
}

const KINDS = ["in", "k", "out", "histogram", "near", "weights", "products"];
for (const width of [240, 390, 760, 1280, 1920]) {
  for (const input of [
    [1, 4, 5],
    [1, 16, 16],
    [1, 300, 400],
    [1, 1, 4000],
  ]) {
    test(`panels fit into ${width} px, and cells can be told apart: ${input}`, () => {
      const photo = Math.max(...input) > 16;
      const [, H, W] = input;
      const one = scene({ input, kernel: [1, 3], output: [H, W - 2], photo });
      const panels = KINDS.map((kind) => ({ kind, cx: 1, cy: 1 }));
      const stacked = layout(panels, one, { width, tall: 600, rem: 16 });
      const [shown, kernel, output] = panels;
      assert.equal(shown.rows, H);
      assert.equal(shown.columns, W);
      assert.equal(output.columns, W - 2);
      const used = stacked ? Math.max(shown.width, output.width) : shown.width + kernel.width + output.width;
      assert.ok(used <= width + 1, `${used} px of ${width}`);
      for (const panel of panels) {
        assert.ok(panel.width > 0 && panel.height >= (panel.kind === "histogram" ? 110 : 4));
        if (panel.numbers) assert.ok(Math.min(panel.cx, panel.cy) >= (photo ? 26 : 20));
      }
      assert.ok(Math.min(shown.width, shown.height) >= 11.99, "thin pictures stay visible");
    });
  }
}

function player(settings) {
  const one = scene(settings);
  const calls = { draw: 0, moved: 0, played: [] };
  const on = {
    draw: () => calls.draw++,
    moved: () => calls.moved++,
    played: (state) => calls.played.push(state),
  };
  return { one, calls, play: makePlayer(one, on) };
}

test("keys move the window and stop at the border", () => {
  const { one, play } = player();
  play.move(-1, 0);
  assert.deepEqual(one.at, { f: 0, r: 0, q: 0 });
  for (let k = 0; k < 5; k++) play.move(1, 1);
  assert.deepEqual(one.at, { f: 0, r: 2, q: 2 });
});

test("the first key moves on from the pin", () => {
  const { one, play } = player();
  one.pin = [1, 1];
  play.move(0, 1);
  assert.deepEqual([one.at.r, one.at.q], [1, 2]);
});

test("steps go on in the next row; scrubbing covers what comes later", () => {
  const { one, play } = player();
  play.scrub(2);
  assert.deepEqual([one.at.r, one.at.q, one.revealed], [0, 2, 2]);
  play.step(1);
  assert.deepEqual([one.at.r, one.at.q, one.revealed], [1, 0, Infinity]);
  play.scrub(99);
  assert.deepEqual([one.at.r, one.at.q], [2, 2]);
});

test("playing takes as many steps as its speed says, ends at the last output, and shows all", () => {
  const { one, calls, play } = player();
  play.setRate(2);
  play.start();
  const begun = performance.now();
  play.tick(begun + 1000); // two of the nine, whatever the clock did in between
  assert.equal(one.at.r * 3 + one.at.q, 2);
  assert.equal(one.revealed, 2);
  play.tick(begun + 60_000);
  assert.deepEqual([one.at.r, one.at.q, one.playing, one.revealed], [2, 2, false, Infinity]);
  assert.deepEqual(calls.played, [true, false]);
});
