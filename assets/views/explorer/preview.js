// The explorer's answer to an edited kernel before the server's: the same cross-correlation, computed in the browser.
// Products are added in float64 and rounded to float32 once; torch's numbers replace these as soon as they arrive.
import { source } from "../../shared/model.js";

const BINS = 64;
let inputs = 0;
const MODES = ["zeros", "replicate", "reflect", "circular"];

// The message as the server would send it for these kernels, or null where only the server can tell.
// message: {header, arrays} as it arrived; kernels: {editor: {values, rows, columns}}, newer than the message;
// input: {values, shape} where the input is the output of another explorer that has foreseen its own.
export function foresee({ header, arrays }, kernels, input) {
  const follows = header.follows;
  if (!follows || header.op !== "sum" || !MODES.includes(header.padding_mode)) return null;
  const kernel = kernelOf(header, arrays, kernels);
  const picture = input ?? { values: arrays.input, shape: header.shapes.input, divisor: header.input_divisor };
  const [C, H, W] = picture.shape,
    photo = Math.max(H, W) > follows.numbers_up_to;
  if (!kernel || photo !== header.photo || C !== header.shapes.input[0]) return null;
  const [kh, kw] = kernel.shape.slice(2),
    [sh, sw] = header.stride,
    [dh, dw] = header.dilation;
  const rows = axis(H, kh, sh, dh, follows.padding, header.padding_mode),
    columns = axis(W, kw, sw, dw, follows.padding, header.padding_mode);
  if (!rows || !columns) return null;
  const Ho = rows.count,
    Wo = columns.count,
    area = Ho * Wo,
    planes = [];
  const at = { rows: rows.met(), columns: columns.met() };
  for (let c = 0; c < C; c++) {
    const padded = border(picture, c, at),
      weights = kernel.values.subarray(header.shared ? 0 : c * kh * kw);
    planes.push(slide(padded, at.columns.length, weights, kh, kw, [sh, sw], [dh, dw], Ho, Wo));
  }
  const output = new Float32Array(header.shared ? C * area : area),
    partials = new Float32Array(C * area);
  planes.forEach((plane, c) => partials.set(plane, c * area));
  if (header.shared) output.set(partials);
  else
    for (let i = 0; i < area; i++)
      output[i] = planes.reduce((sum, plane) => sum + plane[i], header.bias ? header.bias[0] : 0);
  const [low, high] = range(picture),
    show = shownAs(follows.show, low, high, kernel.values),
    limits = limitsOf(output, show);
  const changed = input
    ? {
        input_divisor: 1,
        input_show: low < 0 ? "signed" : "grey",
        input_id: `foreseen ${++inputs}`,
        input_limits: low >= 0 && high <= 1 && photo ? [0, 1] : [Math.min(0, low), high],
        start: photo ? [Ho >> 1, Wo >> 1] : [0, 0],
      }
    : {};
  return {
    header: {
      ...header,
      ...changed,
      show,
      limits,
      padding: [rows.before, rows.after, columns.before, columns.after],
      shapes: { input: picture.shape, kernel: kernel.shape, output: [header.shared ? C : 1, Ho, Wo] },
      composite: show === "picture" && header.shared && C === 3,
      histogram: header.histogram && histogram(output, show, limits),
    },
    arrays: {
      ...arrays,
      input: picture.values,
      kernel: kernel.values,
      output,
      ...(arrays.partials ? { partials } : {}),
    },
  };
}

// All slices, new where their editor has a newer one; null if they do not fit together.
function kernelOf(header, arrays, kernels) {
  const { editors, turned } = header.follows,
    [F, K, kh, kw] = header.shapes.kernel;
  if (F !== 1 || editors.length !== K) return null;
  const slices = editors.map(
    (key, k) =>
      kernels[key] ?? { values: arrays.kernel.slice(k * kh * kw, (k + 1) * kh * kw), rows: kh, columns: kw, old: true },
  );
  const [{ rows, columns }] = slices;
  if (slices.some((slice) => slice.rows !== rows || slice.columns !== columns)) return null;
  const values = new Float32Array(K * rows * columns);
  slices.forEach((slice, k) =>
    values.set(turned && !slice.old ? slice.values.slice().reverse() : slice.values, k * rows * columns),
  );
  return values.every(Number.isFinite) ? { values, shape: [1, K, rows, columns] } : null;
}

// One axis: padding, number of outputs, and which pixel (or none, -1) stands at each place of the padded axis.
function axis(n, k, s, d, padding, mode) {
  const reach = d * (k - 1);
  if (padding === "same" && s > 1) return null;
  const [before, after] =
    padding === "valid"
      ? [0, 0]
      : padding === "full"
        ? [reach, reach]
        : padding === "same"
          ? [reach >> 1, reach - (reach >> 1)]
          : [padding, padding];
  const count = Math.floor((n + before + after - reach - 1) / s) + 1,
    most = { reflect: n - 1, circular: n }[mode] ?? Infinity;
  if (count < 1 || n + before + after - reach < 1 || Math.max(before, after) > most) return null;
  return {
    before,
    after,
    count,
    met: () => Int32Array.from({ length: n + before + after }, (_, i) => source(i - before, n, mode)),
  };
}

// One channel with its border, as the kernel sees it.
function border({ values, shape: [, H, W], divisor = 1 }, c, { rows, columns }) {
  const padded = new Float64Array(rows.length * columns.length),
    from = c * H * W;
  for (let y = 0, k = 0; y < rows.length; y++) {
    const row = from + rows[y] * W;
    for (let x = 0; x < columns.length; x++, k++) {
      if (rows[y] < 0 || columns[x] < 0) continue;
      padded[k] = divisor === 1 ? values[row + columns[x]] : Math.fround(values[row + columns[x]] / divisor);
    }
  }
  return padded;
}

function slide(padded, width, weights, kh, kw, [sh, sw], [dh, dw], Ho, Wo) {
  const output = new Float32Array(Ho * Wo),
    sums = new Float64Array(Wo);
  for (let r = 0; r < Ho; r++) {
    sums.fill(0);
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        const weight = weights[i * kw + j];
        if (weight === 0) continue;
        for (let q = 0, k = (r * sh + i * dh) * width + j * dw; q < Wo; q++, k += sw) sums[q] += weight * padded[k];
      }
    output.set(sums, r * Wo);
  }
  return output;
}

const ranges = new WeakMap();
function range({ values, divisor = 1 }) {
  if (!ranges.has(values)) {
    let low = Infinity,
      high = -Infinity;
    for (const v of values) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
    ranges.set(values, [low / divisor, high / divisor]);
  }
  return ranges.get(values);
}

function shownAs(show, low, high, weights) {
  if (show !== "auto") return show;
  const sum = weights.reduce((a, b) => a + b, 0);
  return low >= 0 && high <= 1 && weights.every((w) => w >= 0) && Math.abs(sum - 1) < 0.01 ? "picture" : "signed";
}

function limitsOf(output, show) {
  if (show === "picture") return [0, 1];
  let most = 0;
  for (const v of output) most = Math.max(most, Math.abs(v));
  return show === "signed" ? [-(most || 1), most || 1] : [0, most || 1];
}

function histogram(output, show, limits) {
  let [low, high] = limits;
  const value = show === "magnitude" ? Math.abs : (v) => v;
  for (const v of output) {
    const x = value(v);
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const counts = new Array(BINS).fill(0),
    scale = BINS / (high - low || 1);
  for (const v of output) counts[Math.min(BINS - 1, Math.floor((value(v) - low) * scale))]++;
  return { counts, low, high };
}
