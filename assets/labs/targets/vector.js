// The target vector of a picture, and its loss with a prediction, term by term. As in cnnviz/detection/targets.py, which
// tests compare it with.

/**
 * p_c, b_x, b_y, b_h, b_w, c_1 …, and x and y of each landmark.
 * @param {{ box: number[], label: number } | null} object null where there is none
 * @param {number} classes
 * @param {[number, number]} room width and height of the picture
 * @param {number[][]} points landmarks in the picture
 */
export function vector(object, classes, [width, height], points = []) {
  const y = new Array(5 + classes + 2 * points.length).fill(0);
  if (!object) return y;
  const [x0, y0, x1, y1] = object.box;
  y.splice(0, 5, 1, (x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (y1 - y0) / height, (x1 - x0) / width);
  y[5 + object.label] = 1;
  points.forEach(([x, down], at) => y.splice(5 + classes + 2 * at, 2, x / width, down / height));
  return y;
}

/** The box in the picture that b_x, b_y, b_h and b_w stand for. @param {number[]} y @param {[number, number]} room */
export function boxOf([, x, y, high, wide], [width, height]) {
  return [(x - wide / 2) * width, (y - high / 2) * height, (x + wide / 2) * width, (y + high / 2) * height];
}

/**
 * What each number adds to the loss, and how fast the loss grows with it.
 * @param {number[]} y @param {number[]} said the prediction
 * @param {number} classes @param {string} kind "squared" or "entropy"
 * @returns {{ term: number, slope: number, counts: boolean }[]}
 */
export function terms(y, said, classes, kind) {
  const there = y[0] > 0;
  const sum = said.slice(5, 5 + classes).reduce((a, b) => a + b, 0);
  return y.map((true_, at) => {
    const counts = there || at === 0;
    if (!counts) return { term: 0, slope: 0, counts };
    const its = said[at];
    if (kind === "entropy" && at === 0)
      return { term: -Math.log(there ? its : 1 - its), slope: there ? -1 / its : 1 / (1 - its), counts };
    if (kind === "entropy" && at >= 5 && at < 5 + classes)
      return { term: true_ ? -Math.log(its / sum) : 0, slope: 1 / sum - (true_ ? 1 / its : 0), counts };
    return { term: (its - true_) ** 2, slope: 2 * (its - true_), counts };
  });
}

/** Points at these shares of a box. @param {number[]} box @param {number[][]} shares @returns {number[][]} */
export const pointsIn = ([x0, y0, x1, y1], shares) => shares.map(([x, y]) => [x0 + x * (x1 - x0), y0 + y * (y1 - y0)]);
