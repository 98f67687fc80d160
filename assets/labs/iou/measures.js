// What two boxes have in common, the losses made of it, and where each of them pushes the box. As in
// cnnviz/detection/boxes.py, which tests compare it with.
import { angle, atLeastZero, fixed, least, minus, most, moving, plus, ratio, scaled, size, times } from "./slopes.js";

export const KINDS = ["iou", "giou", "diou", "ciou", "l1"];
const ARRIVED = 0.001; // a loss that counts as none

/** @typedef {[number, number, number, number]} Box left, top, right and bottom edge */

/**
 * IoU and what grew from it, each with its slopes by the edges of the box.
 * @param {number[]} box @param {number[]} target
 */
export function measures(box, target) {
  const [ax0, ay0, ax1, ay1] = moving(box);
  const [bx0, by0, bx1, by1] = target.map(fixed);
  const width = minus(ax1, ax0);
  const height = minus(ay1, ay0);
  const wide = minus(bx1, bx0);
  const high = minus(by1, by0);
  const common = times(
    atLeastZero(minus(least(ax1, bx1), most(ax0, bx0))),
    atLeastZero(minus(least(ay1, by1), most(ay0, by0))),
  );
  const union = minus(plus(times(width, height), times(wide, high)), common);
  const iou = ratio(common, union);
  const hull = [minus(most(ax1, bx1), least(ax0, bx0)), minus(most(ay1, by1), least(ay0, by0))];
  const around = times(hull[0], hull[1]);
  const giou = minus(iou, ratio(minus(around, union), around));
  const right = scaled(minus(plus(ax0, ax1), plus(bx0, bx1)), 0.5);
  const down = scaled(minus(plus(ay0, ay1), plus(by0, by1)), 0.5);
  const apart = plus(times(right, right), times(down, down));
  const diagonal = plus(times(hull[0], hull[0]), times(hull[1], hull[1]));
  const diou = minus(iou, ratio(apart, diagonal));
  const turned = minus(angle(width, height), angle(wide, high));
  const shapes = scaled(times(turned, turned), 4 / Math.PI ** 2);
  const whole = 1 - iou[0] + shapes[0];
  const ciou = minus(diou, scaled(shapes, whole ? shapes[0] / whole : 0)); // α has no slope
  const edges = [minus(ax0, bx0), minus(ay0, by0), minus(ax1, bx1), minus(ay1, by1)];
  return { common, union, iou, giou, diou, ciou, l1: edges.map(size).reduce(plus) };
}

/** The IoU of boxes whose last pixels are named, each of them one wider and higher. */
export function iouOfPixels(box, target) {
  const [a, b] = [box, target].map(([x0, y0, x1, y1]) => [x0, y0, x1 + 1, y1 + 1]);
  return measures(a, b).iou[0];
}

/** The loss of each kind, and its negative gradient. @param {number[]} box @param {number[]} target */
export function losses(box, target) {
  const found = measures(box, target);
  return Object.fromEntries(
    KINDS.map((kind) => {
      const loss = kind === "l1" ? found.l1 : minus(fixed(1), found[kind]);
      return [kind, { value: found[kind][0], loss: loss[0], push: loss.slice(1).map((slope) => 0 - slope) }];
    }),
  );
}

/**
 * One step of gradient descent; null where the box has arrived or where nothing pushes it.
 * @param {number[]} box @param {number[]} target @param {string} kind @param {number} rate
 */
export function step(box, target, kind, rate) {
  const { loss, push } = losses(box, target)[kind];
  if (loss < ARRIVED || push.every((edge) => edge === 0)) return null;
  const [x0, y0, x1, y1] = box.map((edge, i) => edge + rate * push[i]);
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}
