// What the browser computes for objects over anchors, as JSON, for test_anchors.py.
import { readFileSync } from "node:fs";
import { decode, encode, gridTarget, largest, match, matrix } from "../../assets/labs/anchors/matching.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const found = cases.map(({ things, anchors, by, grid }) => {
  const boxes = things.map(({ box }) => box);
  const iou = matrix(boxes, anchors);
  const best = iou.map(largest);
  const offsets = boxes.map((box, n) => encode(box, anchors[best[n]]));
  return {
    iou,
    best,
    matches: by.map((settings) => match(iou, anchors.length, settings)),
    offsets,
    decoded: offsets.map((offset, n) => decode(offset, anchors[best[n]])),
    grid: gridTarget(things, grid),
  };
});
process.stdout.write(JSON.stringify(found));
