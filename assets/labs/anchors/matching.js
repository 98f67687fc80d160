// What every anchor is told, and how objects are written down. As in cnnviz/detection/anchor_boxes.py and boxes.py, which
// tests compare it with.

export const BACKGROUND = -1;
export const IGNORED = -2;

const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function iou(a, b) {
  const wide = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const high = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const common = wide * high;
  const union = area(/** @type {any} */ (a)) + area(/** @type {any} */ (b)) - common;
  return union === 0 ? 0 : common / union;
}

/** The IoU of every box with every anchor. @param {number[][]} boxes @param {number[][]} anchors */
export const matrix = (boxes, anchors) => boxes.map((box) => anchors.map((anchor) => iou(box, anchor)));

/** The place of the first of the largest numbers. @param {number[]} numbers */
export const largest = (numbers) => numbers.reduce((best, value, at) => (value > numbers[best] ? at : best), 0);

/**
 * For every anchor the box that it has to find, BACKGROUND or IGNORED, and whether that was forced.
 * @param {number[][]} found IoU of every box with every anchor @param {number} count of anchors
 * @param {{ foreground: number, background: number, forced: string }} by
 */
export function match(found, count, { foreground, background, forced }) {
  const told = new Array(count).fill(BACKGROUND);
  const own = new Array(count).fill(false);
  if (!found.length) return { told, forced: own };
  const boxOf = told.map((_, a) => largest(found.map((row) => row[a])));
  boxOf.forEach((box, a) => {
    const value = found[box][a];
    told[a] = value >= foreground ? box : value >= background ? IGNORED : BACKGROUND;
  });
  const before = told.slice();
  found.forEach((row, n) => {
    const best = Math.max(...row);
    if (best <= 0 || forced === "no") return;
    if (forced === "own") told[largest(row)] = n;
    else
      row.forEach((value, a) => {
        if (value === best) told[a] = boxOf[a];
      });
  });
  return { told, forced: told.map((box, a) => box !== before[a]) };
}

/** Centre, width and height. @param {number[]} box */
const centred = ([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0];

/** x, y, width and height of a box from its anchor. @param {number[]} box @param {number[]} anchor */
export function encode(box, anchor) {
  const [x, y, w, h] = centred(box);
  const [ax, ay, aw, ah] = centred(anchor);
  return [(x - ax) / aw, (y - ay) / ah, Math.log(w / aw), Math.log(h / ah)];
}

/** The box that such offsets stand for. @param {number[]} offsets @param {number[]} anchor */
export function decode([tx, ty, tw, th], anchor) {
  const [ax, ay, aw, ah] = centred(anchor);
  const [x, y, w, h] = [ax + tx * aw, ay + ty * ah, Math.exp(tw) * aw, Math.exp(th) * ah];
  return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
}

export { centred };

/**
 * The tensor of a grid with anchors, and row, column and anchor of each object in it, or null where another one is.
 * @param {{ box: number[], label: number }[]} things
 * @param {{ classes: number, room: number[], grid: number[], shapes: number[][] }} given room: width and height; grid:
 *   rows and columns; shapes: height and width of each anchor in cells
 */
export function gridTarget(things, { classes, room, grid: [rows, columns], shapes }) {
  const depth = 5 + classes;
  const target = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => new Array(shapes.length * depth).fill(0)),
  );
  const cell = [room[0] / columns, room[1] / rows];
  const places = things.map(({ box, label }) => {
    const x = (box[0] + box[2]) / 2 / cell[0];
    const y = (box[1] + box[3]) / 2 / cell[1];
    const [wide, high] = [(box[2] - box[0]) / cell[0], (box[3] - box[1]) / cell[1]];
    const [row, column] = [Math.floor(y), Math.floor(x)];
    const anchor = largest(shapes.map(([h, w]) => sameCentre([wide, high], [w, h])));
    const here = target[row][column];
    if (here[anchor * depth]) return null;
    here.splice(anchor * depth, 5, 1, x - column, y - row, high, wide);
    here[anchor * depth + 5 + label] = 1;
    return [row, column, anchor];
  });
  return { target, places };
}

function sameCentre(one, other) {
  const common = Math.min(one[0], other[0]) * Math.min(one[1], other[1]);
  return common / (one[0] * one[1] + other[0] * other[1] - common);
}
