// What an explorer shows, where its window stands, and which output is lit. No pixels and no elements here.

export const POOLS = { max: "max", mean: "mean", l2: "L2" };

/**
 * @typedef {ReturnType<typeof newScene>} Scene
 * @typedef {{ f: number, r: number, q: number }} Place an output: its channel, row and column
 */

export function newScene() {
  return {
    header: null,
    arrays: null,
    luts: null, // {diverging, sequential}
    model: null, // the layer's arithmetic, see shared/model.js
    at: { f: 0, r: 0, q: 0 }, // where scrubbing, playing and keys have put the window
    pin: null, // [row, column] of the pinned output
    loose: false, // moved away from the pin, which stays
    hover: null, // {kind: "out", r, q} | {kind: "in", y, x} | {kind: "k", i, j}: what the pointer is on
    playing: false,
    revealed: Infinity, // the last output that is shown, while playing
  };
}

/** A new message: its arrays, and the model that reads them. @param {Scene} scene */
export function put(scene, { header, arrays }, makeModel) {
  scene.header = header;
  scene.arrays = arrays;
  scene.luts = { diverging: arrays.diverging, sequential: arrays.sequential };
  scene.model = makeModel(header, arrays);
}

/** Channels are summed, so each has a row of its own. @param {Scene} scene */
export const isMulti = ({ model }) => !model.shared && model.C > 1;

/** The layer has weights: it pools nothing. @param {Scene} scene */
export const hasWeights = ({ model }) => model.op === "sum" || model.transposed;

/**
 * What is lit: a hovered output, the output nearest a hovered input on a photo, the pin, or the scrubbed position.
 * @param {Scene} scene
 * @returns {Place}
 */
export function active({ header, model, at, pin, loose, hover, playing }) {
  if (hover?.kind === "out") return { f: at.f, r: hover.r, q: hover.q };
  if (hover?.kind === "in" && header.photo) {
    const [r, q] = model.nearest(hover.y, hover.x);
    return { f: at.f, r, q };
  }
  if (pin && !playing && !loose) return { f: at.f, r: pin[0], q: pin[1] };
  return { ...at };
}

/** The term of a pooling window that wins: its largest value. */
export const winner = (terms) => terms.reduce((best, term) => (term.value > best.value ? term : best), terms[0]);
