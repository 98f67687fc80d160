// The explorer's own answer to an edited kernel, against the products of each window added up one by one.
import assert from "node:assert/strict";
import test from "node:test";
import { makeModel } from "../../assets/shared/model.js";
import { foresee } from "../../assets/views/explorer/preview.js";

function message({
  image,
  size,
  padding = 0,
  mode = "zeros",
  stride = [1, 1],
  dilation = [1, 1],
  bias = null,
  show = "auto",
}) {
  const [C, H, W] = size;
  const header = {
    follows: { editors: ["e"], padding, show, turned: false, numbers_up_to: 16 },
    op: "sum",
    padding_mode: mode,
    shapes: { input: size, kernel: [1, 1, 3, 3], output: [C, H, W] },
    input_divisor: 1,
    photo: Math.max(H, W) > 16,
    stride,
    dilation,
    shared: true,
    bias,
    histogram: {},
  };
  return { header, arrays: { input: image, kernel: new Float32Array(9), output: new Float32Array(0) } };
}
const wave = (count, phase) => Float32Array.from({ length: count }, (_, k) => Math.sin(1.7 * k + phase));
const edit = (values, rows, columns) => ({ e: { values: Float32Array.from(values), rows, columns } });

const WINDOWS = {
  plain: {},
  "stride and zeros": { stride: [2, 3], padding: 2 },
  "dilation, same, replicate": { dilation: [2, 3], padding: "same", mode: "replicate" },
  "full, reflect": { padding: "full", mode: "reflect" },
  circular: { padding: 3, mode: "circular", stride: [3, 1] },
};

for (const [name, settings] of Object.entries(WINDOWS)) {
  for (const [rows, columns] of [
    [3, 3],
    [1, 1],
    [2, 5],
    [4, 3],
  ]) {
    test(`foreseen: ${name}, kernel ${rows} × ${columns}`, () => {
      const size = [2, 9, 11];
      const given = message({ image: wave(198, 0), size, ...settings });
      const made = foresee(given, edit(wave(rows * columns, 1), rows, columns), null);
      const model = makeModel({ ...made.header }, made.arrays);
      const [filters, Ho, Wo] = made.header.shapes.output;
      assert.equal(filters, 2);
      assert.equal(made.arrays.output.length, filters * Ho * Wo);
      let most = 0;
      for (let f = 0; f < filters; f++) {
        for (let r = 0; r < Ho; r++) {
          for (let q = 0; q < Wo; q++) {
            const sum = model.terms(f, r, q, f).reduce((total, term) => total + term.product, 0);
            assert.ok(Math.abs(model.out(f, r, q) - sum) < 1e-5, `${model.out(f, r, q)} is not ${sum}`);
            most = Math.max(most, Math.abs(sum));
          }
        }
      }
      assert.ok(Math.abs(made.header.limits[1] - most) < 1e-5);
      assert.equal(made.header.limits[0], -made.header.limits[1]);
      const counted = made.header.histogram.counts.reduce((a, b) => a + b, 0);
      assert.equal(counted, filters * Ho * Wo);
    });
  }
}

test("what only the server can tell is left to it", () => {
  const size = [1, 5, 5];
  const image = wave(25, 0);
  const ones = edit(Array(9).fill(1), 3, 3);
  const impossible = [
    message({ image, size, padding: "same", stride: [2, 2] }),
    message({ image, size, dilation: [4, 4] }), // the window is wider than the picture
    message({ image, size, padding: 5, mode: "reflect" }),
    message({ image, size, padding: 6, mode: "circular" }),
  ];
  for (const given of impossible) assert.equal(foresee(given, ones, null), null);
  assert.equal(foresee(message({ image, size }), edit([1, 2, Infinity, 4], 2, 2), null), null);
  assert.notEqual(foresee(message({ image, size }), ones, null), null);
});

test("a kernel that averages makes a picture, any other a map of signed values", () => {
  const image = wave(25, 0).map(Math.abs);
  const shown = (kernel) => foresee(message({ image, size: [1, 5, 5] }), edit(kernel, 3, 3), null).header;
  assert.equal(shown(Array(9).fill(1 / 9)).show, "picture");
  assert.deepEqual(shown(Array(9).fill(1 / 9)).limits, [0, 1]);
  assert.equal(shown(Array(9).fill(2 / 9)).show, "signed");
  assert.equal(shown([-1, 0, 1, -2, 4, 2, -1, 0, -2]).show, "signed");
});
