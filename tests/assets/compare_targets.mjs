// What the browser computes for targets and predictions, as JSON, for test_targets.py.
import { readFileSync } from "node:fs";
import { boxOf, pointsIn, terms, vector } from "../../assets/labs/targets/vector.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const found = cases.map(({ object, classes, room, shares, said }) => {
  const points = object ? pointsIn(object.box, shares) : shares;
  const y = vector(object, classes, room, points);
  return {
    y,
    box: boxOf(said, room),
    squared: terms(y, said, classes, "squared"),
    entropy: terms(y, said, classes, "entropy"),
  };
});
process.stdout.write(JSON.stringify(found));
