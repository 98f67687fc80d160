// A detector's answer: how sure each cell is, the boxes above a score, and those that stay.
import { short } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { likely, match, suppress } from "./boxes.js";
import { pictureOf } from "./panels.js";

const DARK = "#14181f";

/**
 * @param {CanvasRenderingContext2D[]} contexts of the three panels @param {number} side px
 * @returns {{ says: string[], finds: any[], tests: any }}
 */
export function drawDetection(contexts, side, truth, said, { scene, least, most }, look) {
  const { classes, colours, side: pixels } = truth.header;
  const { grid, anchors } = said.header;
  const cells = grid[0] * grid[1];
  const all = anchors * cells;
  const of = (name, each = 1) => said.arrays[name].subarray(scene * all * each, (scene + 1) * all * each);
  const boxes = of("boxes", 4);
  const [sure, labels, scores] = [of("sure"), of("labels"), of("scores")];
  const box = (i) => boxes.subarray(4 * i, 4 * i + 4);
  const there = truth.header.truth[scene];

  const chosen = likely(scores, least);
  const kept = suppress(chosen, box, labels, most);
  const found = match(kept, box, labels, there);
  const scale = side / pixels;
  const [cellCtx, rawCtx, keptCtx] = contexts;

  // ---- how sure each cell is
  const best = (cell) => {
    let which = cell;
    for (let a = 1; a < anchors; a++) if (sure[a * cells + cell] > sure[which]) which = a * cells + cell;
    return which;
  };
  paint.picture(cellCtx, pictureOf(truth, scene, true), side, side);
  const [high, wide] = [side / grid[0], side / grid[1]];
  for (let cell = 0; cell < cells; cell++) {
    const which = best(cell);
    const [left, top] = [(cell % grid[1]) * wide, Math.floor(cell / grid[1]) * high];
    cellCtx.globalAlpha = sure[which] * 0.85;
    cellCtx.fillStyle = colours[labels[which]];
    cellCtx.fillRect(left, top, wide, high);
    cellCtx.globalAlpha = 0.35;
    cellCtx.strokeStyle = DARK;
    cellCtx.lineWidth = 1;
    cellCtx.strokeRect(left + 0.5, top + 0.5, wide - 1, high - 1);
    cellCtx.globalAlpha = 1;
    if (sure[which] >= 0.1 && wide >= 24) {
      cellCtx.fillStyle = DARK;
      cellCtx.font = `600 ${Math.min(look.px, wide * 0.42)}px ${look.font}`;
      cellCtx.textAlign = "center";
      cellCtx.textBaseline = "middle";
      cellCtx.fillText(sure[which].toFixed(2).replace(/^0/, ""), left + wide / 2, top + high / 2);
    }
  }

  // ---- boxes before and after suppression
  for (const ctx of [rawCtx, keptCtx]) paint.picture(ctx, pictureOf(truth, scene), side, side);
  for (const i of [...chosen].reverse()) outline(rawCtx, box(i), scale, colours[labels[i]], 2);
  for (const object of there) outline(keptCtx, object, scale, "#ffffff", 1.5, [4, 4]);
  for (const i of [...kept].reverse()) {
    outline(keptCtx, box(i), scale, colours[labels[i]], 3);
    tag(keptCtx, box(i), scale, `${classes[labels[i]]} ${short(scores[i])}`, colours[labels[i]], side, look);
  }

  const right = found.filter((one) => one >= 0).length;
  return {
    says: [
      word("surest", { p: short(Math.max(...sure)), n: cells }),
      word("raw_count", { n: chosen.length, least: short(least) }, chosen.length),
      word("kept_count", { n: kept.length, found: right, all: there.length, wrong: kept.length - right }, kept.length),
    ],
    finds: [
      (x, y) => {
        const [row, column] = [Math.floor(y * grid[0]), Math.floor(x * grid[1])];
        if (row < 0 || column < 0 || row >= grid[0] || column >= grid[1]) return "";
        const which = best(row * grid[1] + column);
        const share = sure[which] > 0 ? scores[which] / sure[which] : 0;
        return word("in_the_cell", {
          row: row + 1,
          column: column + 1,
          p: short(sure[which]),
          name: classes[labels[which]],
          share: short(share),
        });
      },
      inside(chosen, box, pixels, (i) =>
        word("this_box", { name: classes[labels[i]], score: short(scores[i]), p: short(sure[i]) }),
      ),
      inside(kept, box, pixels, (i) =>
        word("this_box", { name: classes[labels[i]], score: short(scores[i]), p: short(sure[i]) }),
      ),
    ],
    tests: { raw: chosen.length, kept: kept.length, found: right, objects: there.length },
  };
}

// The best box that a point lies in, in words.
const inside = (order, box, pixels, say) => (x, y) => {
  const hit = order.find((i) => {
    const [x0, y0, x1, y1] = box(i);
    return x * pixels >= x0 && x * pixels < x1 && y * pixels >= y0 && y * pixels < y1;
  });
  return hit === undefined ? "" : say(hit);
};

function outline(ctx, [x0, y0, x1, y1], scale, colour, thick, dash = []) {
  const edges = [x0 * scale, y0 * scale, (x1 - x0) * scale, (y1 - y0) * scale];
  ctx.setLineDash(dash);
  ctx.strokeStyle = DARK;
  ctx.lineWidth = thick + 2;
  ctx.strokeRect(...edges);
  ctx.strokeStyle = colour;
  ctx.lineWidth = thick;
  ctx.strokeRect(...edges);
  ctx.setLineDash([]);
}

// Class and score at the upper left corner of a box, inside the picture.
function tag(ctx, [x0, y0], scale, text, colour, side, look) {
  ctx.font = `600 ${look.px}px ${look.font}`;
  const wide = ctx.measureText(text).width + 6;
  const high = look.px * 1.3;
  const left = Math.max(0, Math.min(side - wide, x0 * scale));
  const top = Math.max(0, y0 * scale - high);
  ctx.fillStyle = colour;
  ctx.fillRect(left, top, wide, high);
  ctx.fillStyle = DARK;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, left + 3, top + high / 2);
}
