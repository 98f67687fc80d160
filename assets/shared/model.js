// The arithmetic of one layer, as the explorer needs it: which inputs, weights and outputs belong together.
// Positions are [row, column] in the unpadded input, so padded cells have negative or too large positions.

export function source(i, n, mode) {
  if (i >= 0 && i < n) return i;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  if (mode === "circular") return ((i % n) + n) % n;
  if (mode === "reflect") return i < 0 ? -i : 2 * (n - 1) - i;
  return -1;
}

export function makeModel(header, arrays) {
  const { input, kernel, output } = header.shapes;
  const [C, H, W] = input,
    [, K, kh, kw] = kernel,
    [, Ho, Wo] = output;
  const [sh, sw] = header.stride,
    [dh, dw] = header.dilation,
    [pt, pb, pl, pr] = header.padding;
  const mode = header.padding_mode,
    op = header.op,
    shared = header.shared;
  const transposed = op === "transposed",
    divisor = header.input_divisor;
  const filters = output[0];

  // A kernel without channels is applied to each channel by itself; otherwise all channels are summed.
  const planes = (f) => (shared ? [f] : Array.from({ length: C }, (_, c) => c));
  const weight = (f, c, i, j) => arrays.kernel[shared ? i * kw + j : ((f * K + c) * kh + i) * kw + j];
  const out = (f, r, q) => arrays.output[(f * Ho + r) * Wo + q];
  const bias = (f) => (header.bias ? header.bias[shared ? 0 : f] : 0);

  function inputAt(c, y, x) {
    const sy = source(y, H, mode),
      sx = source(x, W, mode);
    if (sy < 0 || sx < 0) return op === "max" ? -Infinity : 0;
    const v = arrays.input[(c * H + sy) * W + sx];
    return divisor === 1 ? v : Math.fround(v / divisor); // the float32 that load_image gives
  }
  const inside = (y, x) => y >= 0 && y < H && x >= 0 && x < W;

  // The input position that kernel cell (i, j) meets when output (r, q) is computed; null when there is none.
  function meet(r, q, i, j) {
    if (!transposed) return [r * sh + i * dh - pt, q * sw + j * dw - pl];
    const y = (r + pt - i * dh) / sh,
      x = (q + pl - j * dw) / sw;
    return Number.isInteger(y) && Number.isInteger(x) && inside(y, x) ? [y, x] : null;
  }

  // In ceil mode a last pooling window reaches over the padding; what lies there takes no part.
  const beyond = (y, x) => !transposed && (y >= H + pb || x >= W + pr);

  // All products of one output value, per channel: {i, j, y, x, value, weight, product}.
  function terms(f, r, q, c) {
    const list = [];
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        const at = meet(r, q, i, j);
        if (!at || beyond(at[0], at[1])) continue;
        const value = inputAt(c, at[0], at[1]),
          w = weight(f, c, i, j);
        list.push({ i, j, y: at[0], x: at[1], value, weight: w, product: value * w });
      }
    return list;
  }

  // Outputs that use input (y, x), each with the kernel cell that does it.
  function outputsOf(y, x) {
    const list = [];
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        const r = transposed ? y * sh + i * dh - pt : (y + pt - i * dh) / sh;
        const q = transposed ? x * sw + j * dw - pl : (x + pl - j * dw) / sw;
        if (Number.isInteger(r) && Number.isInteger(q) && r >= 0 && q >= 0 && r < Ho && q < Wo)
          list.push({ r, q, i, j });
      }
    return list;
  }

  // Where kernel cell (i, j) meets the input over all outputs: first and last position and step per axis.
  function reach(i, j) {
    if (transposed) {
      // inputs whose product is not cut off by the padding
      const least = (k, p, s) => Math.max(0, Math.ceil((p - k) / s)),
        most = (k, p, s, n, no) => Math.min(n - 1, Math.floor((no - 1 + p - k) / s));
      const y = least(i * dh, pt, sh),
        x = least(j * dw, pl, sw);
      return {
        y,
        x,
        rows: Math.max(0, most(i * dh, pt, sh, H, Ho) - y + 1),
        columns: Math.max(0, most(j * dw, pl, sw, W, Wo) - x + 1),
        sh: 1,
        sw: 1,
      };
    }
    return { y: i * dh - pt, x: j * dw - pl, rows: Ho, columns: Wo, sh, sw };
  }

  // The output whose window is centred nearest to input (y, x).
  function nearest(y, x) {
    const ch = ((kh - 1) * dh) / 2,
      cw = ((kw - 1) * dw) / 2;
    const r = transposed ? y * sh + ch - pt : (y + pt - ch) / sh,
      q = transposed ? x * sw + cw - pl : (x + pl - cw) / sw;
    const clip = (v, n) => Math.min(n - 1, Math.max(0, Math.round(v)));
    return [clip(r, Ho), clip(q, Wo)];
  }

  // What is drawn around the input: a transposed convolution's padding cuts the output instead.
  const border = transposed ? { top: 0, bottom: 0, left: 0, right: 0 } : { top: pt, bottom: pb, left: pl, right: pr };

  return {
    border,
    C,
    H,
    W,
    F: filters,
    kh,
    kw,
    Ho,
    Wo,
    sh,
    sw,
    dh,
    dw,
    op,
    shared,
    transposed,
    planes,
    weight,
    out,
    bias,
    inputAt,
    inside,
    meet,
    terms,
    outputsOf,
    reach,
    nearest,
  };
}
