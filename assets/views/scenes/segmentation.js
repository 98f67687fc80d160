// A map of classes beside the true one: by class, by object, or both.
import { short } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { pictureOf } from "./panels.js";

const BACK = [70, 76, 86];
const EDGE = [20, 24, 31];

const rgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/**
 * The colour of a pixel: of its class (semantic), of its object (instance), or of its class with an edge around each
 * object (panoptic).
 * @param {ArrayLike<number>} map classes, 0 for the background @param {ArrayLike<number>} segments objects, 0 for none
 */
export function colourOf(map, segments, side, view, colours) {
  return (y, x) => {
    const i = y * side + x;
    if (!map[i]) return BACK;
    if (view === "instance") return colours[(segments[i] - 1) % colours.length];
    const differs = (dy, dx) => {
      const [r, q] = [y + dy, x + dx];
      return r >= 0 && q >= 0 && r < side && q < side && segments[r * side + q] !== segments[i];
    };
    if (view === "panoptic" && (differs(1, 0) || differs(0, 1) || differs(-1, 0) || differs(0, -1))) return EDGE;
    return colours[map[i] - 1];
  };
}

/**
 * @param {CanvasRenderingContext2D[]} contexts of the three panels @param {number} side px
 * @returns {{ says: string[], finds: any[], tests: any }}
 */
export function drawSegmentation(contexts, side, truth, said, { scene, view }, _look) {
  const { side: pixels, classes } = truth.header;
  const all = pixels * pixels;
  const colours = truth.header.colours.map(rgb);
  const of = (from, name) => from.arrays[name].subarray(scene * all, (scene + 1) * all);
  const sides = [
    [of(truth, "true_maps"), of(truth, "true_segments")],
    [of(said, "maps"), of(said, "segments")],
  ];
  paint.picture(contexts[0], pictureOf(truth, scene), side, side);
  sides.forEach(([map, segments], i) => {
    const shown = paint.raster(pixels, pixels, colourOf(map, segments, pixels, view, colours));
    paint.picture(contexts[i + 1], shown, side, side);
  });
  const measures = said.header.measures[scene];
  const number = (name) => (measures[name] === null ? "–" : short(measures[name]));
  const objects = (segments) => new Set(Array.from(segments).filter(Boolean)).size;
  const name = (label) => (label ? classes[label - 1] : word("background"));
  const find = (x, y) => {
    const i = Math.min(pixels - 1, Math.floor(y * pixels)) * pixels + Math.min(pixels - 1, Math.floor(x * pixels));
    return i >= 0 ? word("this_pixel", { truth: name(sides[0][0][i]), answer: name(sides[1][0][i]) }) : "";
  };
  const [there, given] = sides.map(([, segments]) => objects(segments));
  const says = {
    semantic: word("by_class", { miou: number("miou"), dice: number("dice"), accuracy: number("accuracy") }),
    instance: word("by_object", { n: given, all: there }),
    panoptic: word("by_both", { pq: number("pq"), sq: number("sq"), rq: number("rq") }),
  };
  return {
    says: ["", word("objects_there", { n: there }, there), says[view]],
    finds: [find, find, find],
    tests: { view, there, given, miou: measures.miou, pq: measures.pq },
  };
}
