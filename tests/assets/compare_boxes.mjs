// What the browser computes for pairs of boxes, as JSON: the losses, the pushes and the walks, for test_iou.py.
import { readFileSync } from "node:fs";
import { iouOfPixels, KINDS, losses, step } from "../../assets/labs/iou/measures.js";

const { pairs, rate, steps } = JSON.parse(readFileSync(process.argv[2], "utf-8"));

function walk(box, target, kind) {
  const path = [box];
  while (path.length <= steps) {
    const next = step(path.at(-1), target, kind, rate);
    if (next === null) break;
    path.push(next);
  }
  return path;
}

const found = pairs.map(([box, target]) => ({
  losses: losses(box, target),
  pixels: iouOfPixels(box, target),
  walks: Object.fromEntries(KINDS.map((kind) => [kind, walk(box, target, kind)])),
}));
process.stdout.write(JSON.stringify(found));
