// What the browser makes of raw boxes, as JSON: which stay, and which object each finds, for test_found.py.
import { readFileSync } from "node:fs";
import { likely, match, suppress } from "../../assets/views/scenes/boxes.js";

const found = JSON.parse(readFileSync(process.argv[2], "utf-8")).map(
  ({ boxes, scores, labels, truth, least, most }) => {
    const box = (i) => boxes[i];
    const kept = suppress(likely(scores, least), box, labels, most);
    return { kept, found: match(kept, box, labels, truth) };
  },
);
process.stdout.write(JSON.stringify(found));
