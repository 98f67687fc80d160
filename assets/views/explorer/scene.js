// What an explorer shows, where its window stands, and which output is lit. No pixels and no elements here.
import { makeModel } from "../../shared/model.js";
import { clamp } from "../../shared/moves.js";

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
    seen: "", // the shape of the last input
    hover: null, // {kind: "out", r, q} | {kind: "in", y, x} | {kind: "k", i, j}: what the pointer is on
    playing: false,
    revealed: Infinity, // the last output that is shown, while playing
  };
}

/** A new message: its arrays, and the model that reads them. @param {Scene} scene */
export function put(scene, { header, arrays }) {
  scene.header = header;
  scene.arrays = arrays;
  scene.luts = { diverging: arrays.diverging, sequential: arrays.sequential };
  scene.model = makeModel(header, arrays);
}

/** Where the window stands after a message: where it stood, if that is still there. @param {Scene} scene */
export function place(scene) {
  const { header, model, at } = scene;
  at.f = Math.min(at.f, model.F - 1);
  at.r = Math.min(at.r, model.Ho - 1);
  at.q = Math.min(at.q, model.Wo - 1);
  scene.pin = header.pin && header.pin[0] < model.Ho && header.pin[1] < model.Wo ? header.pin : null;
  const input = header.shapes.input.join();
  if ((scene.pin && !scene.loose) || input !== scene.seen) [at.r, at.q] = scene.pin ?? header.start;
  scene.seen = input;
}

/** Stands where another explorer of its group stands. False where it belongs to none. @param {Scene} scene */
export function follow(scene, { group, r, q }) {
  const { header, model, at } = scene;
  if (!model || group !== header.group) return false;
  scene.hover = null;
  scene.loose = true;
  at.r = clamp(r, model.Ho);
  at.q = clamp(q, model.Wo);
  return true;
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
