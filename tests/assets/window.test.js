// Which inputs, weights and outputs belong together, against plain counting.
import assert from "node:assert/strict";
import test from "node:test";
import { makeModel, source } from "../../assets/shared/model.js";

// Small whole numbers, so that sums are exact; always the same ones.
function numbers(count, seed) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state >> 16) % 10;
  });
}

// A layer with its output computed by the definition: zeros beyond the border, products added up.
function layer({
  size = [7, 6],
  kernel = [3, 2],
  stride = [1, 1],
  dilation = [1, 1],
  padding = [0, 0, 0, 0],
  ...rest
}) {
  const { channels = 1, filters = 1, op = "sum", mode = "zeros", shared = false } = rest;
  const [H, W] = size;
  const [kh, kw] = kernel;
  const input = numbers(channels * H * W, 1);
  const weights = numbers(filters * channels * kh * kw, 2);
  const [top, bottom, left, right] = padding;
  const count = (n, before, after, k, s, d) => Math.floor((n + before + after - d * (k - 1) - 1) / s) + 1;
  const spread = (n, before, after, k, s, d) => (n - 1) * s - before - after + d * (k - 1) + 1;
  const outputs = op === "transposed" ? spread : count;
  const Ho = outputs(H, top, bottom, kh, stride[0], dilation[0]);
  const Wo = outputs(W, left, right, kw, stride[1], dilation[1]);
  const output = new Float32Array(filters * Ho * Wo);
  for (let f = 0; f < filters; f++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < kh; i++) {
        for (let j = 0; j < kw; j++) {
          const weight = weights[((f * channels + c) * kh + i) * kw + j];
          if (op === "transposed") {
            for (let y = 0; y < H; y++) {
              for (let x = 0; x < W; x++) {
                const r = y * stride[0] + i * dilation[0] - top;
                const q = x * stride[1] + j * dilation[1] - left;
                if (r < 0 || q < 0 || r >= Ho || q >= Wo) continue;
                output[(f * Ho + r) * Wo + q] += weight * input[(c * H + y) * W + x];
              }
            }
          } else {
            for (let r = 0; r < Ho; r++) {
              for (let q = 0; q < Wo; q++) {
                const y = r * stride[0] + i * dilation[0] - top;
                const x = q * stride[1] + j * dilation[1] - left;
                if (y < 0 || x < 0 || y >= H || x >= W) continue;
                output[(f * Ho + r) * Wo + q] += weight * input[(c * H + y) * W + x];
              }
            }
          }
        }
      }
    }
  }
  const header = {
    shapes: { input: [channels, H, W], kernel: [filters, channels, kh, kw], output: [filters, Ho, Wo] },
    stride,
    dilation,
    padding,
    padding_mode: mode,
    op,
    shared,
    input_divisor: 1,
    bias: null,
  };
  return { model: makeModel(header, { input, kernel: weights, output }), output, Ho, Wo, filters, channels };
}

const LAYERS = {
  "one channel": {},
  "stride and padding": { stride: [2, 3], padding: [1, 1, 2, 2] },
  dilation: { dilation: [2, 3], padding: [2, 2, 1, 1], size: [9, 9] },
  "padding on one side": { padding: [0, 1, 1, 0], kernel: [2, 2] },
  "channels and filters": { channels: 3, filters: 2, padding: [1, 1, 1, 1], kernel: [3, 3] },
  transposed: { op: "transposed", stride: [2, 2], kernel: [3, 3] },
  "transposed and cut": { op: "transposed", stride: [3, 2], padding: [1, 1, 0, 0], dilation: [1, 2], kernel: [3, 2] },
};

for (const [name, settings] of Object.entries(LAYERS)) {
  test(`the products of a window add up to its output: ${name}`, () => {
    const { model, output, Ho, Wo, filters, channels } = layer(settings);
    for (let f = 0; f < filters; f++) {
      for (let r = 0; r < Ho; r++) {
        for (let q = 0; q < Wo; q++) {
          let sum = 0;
          for (let c = 0; c < channels; c++) for (const term of model.terms(f, r, q, c)) sum += term.product;
          assert.equal(sum, output[(f * Ho + r) * Wo + q]);
          assert.equal(model.out(f, r, q), sum);
        }
      }
    }
  });

  test(`an input names exactly the outputs whose windows hold it: ${name}`, () => {
    const { model, Ho, Wo } = layer(settings);
    const uses = new Map(); // input cell → "output by weight"
    for (let r = 0; r < Ho; r++) {
      for (let q = 0; q < Wo; q++) {
        for (const { y, x, i, j } of model.terms(0, r, q, 0)) {
          const cell = `${y},${x}`;
          uses.set(cell, [...(uses.get(cell) ?? []), `${r},${q} by ${i},${j}`]);
        }
      }
    }
    for (let y = 0; y < model.H; y++) {
      for (let x = 0; x < model.W; x++) {
        const named = model.outputsOf(y, x).map(({ r, q, i, j }) => `${r},${q} by ${i},${j}`);
        assert.deepEqual(named.sort(), (uses.get(`${y},${x}`) ?? []).sort());
      }
    }
  });

  test(`a weight names exactly the inputs that it meets: ${name}`, () => {
    const { model, Ho, Wo } = layer(settings);
    for (let i = 0; i < model.kh; i++) {
      for (let j = 0; j < model.kw; j++) {
        const met = [];
        for (let r = 0; r < Ho; r++) {
          for (let q = 0; q < Wo; q++) {
            for (const term of model.terms(0, r, q, 0))
              if (term.i === i && term.j === j) met.push(`${term.y},${term.x}`);
          }
        }
        const reach = model.reach(i, j);
        const named = [];
        for (let r = 0; r < reach.rows; r++) {
          for (let q = 0; q < reach.columns; q++) named.push(`${reach.y + r * reach.sh},${reach.x + q * reach.sw}`);
        }
        assert.deepEqual(named.sort(), met.sort());
      }
    }
  });
}

test("beyond the border stands what the padding mode puts there", () => {
  const at = (mode) => Array.from({ length: 10 }, (_, k) => source(k - 3, 4, mode));
  assert.deepEqual(at("zeros"), [-1, -1, -1, 0, 1, 2, 3, -1, -1, -1]);
  assert.deepEqual(at("replicate"), [0, 0, 0, 0, 1, 2, 3, 3, 3, 3]);
  assert.deepEqual(at("reflect"), [3, 2, 1, 0, 1, 2, 3, 2, 1, 0]);
  assert.deepEqual(at("circular"), [1, 2, 3, 0, 1, 2, 3, 0, 1, 2]);
});

test("padding counts as zero in a sum and never wins a maximum", () => {
  const { model } = layer({ padding: [1, 1, 1, 1] });
  assert.equal(model.inputAt(0, -1, 0), 0);
  const pooling = layer({ padding: [1, 1, 1, 1], op: "max" }).model;
  assert.equal(pooling.inputAt(0, -1, 0), -Infinity);
  assert.equal(pooling.inputAt(0, 0, 0), model.inputAt(0, 0, 0));
});

test("a byte of a photo is the float32 that the engine computes with", () => {
  const header = {
    shapes: { input: [1, 1, 3], kernel: [1, 1, 1, 1], output: [1, 1, 3] },
    stride: [1, 1],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    padding_mode: "zeros",
    op: "sum",
    shared: true,
    input_divisor: 255,
    bias: null,
  };
  const { inputAt } = makeModel(header, { input: Uint8Array.of(0, 77, 255), kernel: Float32Array.of(1) });
  assert.deepEqual(
    [0, 1, 2].map((x) => inputAt(0, 0, x)),
    [0, Float32Array.of(77 / 255)[0], 1],
  );
});

test("the output nearest an input is the one whose window is centred on it", () => {
  const { model, Ho, Wo } = layer({ size: [15, 15], kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] });
  for (let y = 0; y < 15; y += 2) assert.deepEqual(model.nearest(y, 14 - y), [y / 2, (14 - y) / 2]);
  assert.deepEqual(model.nearest(-5, 99), [0, Wo - 1]);
  assert.deepEqual(model.nearest(99, -5), [Ho - 1, 0]);
});
