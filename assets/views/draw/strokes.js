// Strokes on a sheet, one after the other, and taking them back. A stroke is [width, x0, y0, x1, y1, …] in shares of the
// sheet's side. No elements here.

const NEAR = 0.004; // a point that close to the last one is left out

const round = (v) => Number(v.toFixed(4));

export function makeStrokes() {
  let strokes = [];
  let before = []; // what there was before each change
  let line = null; // the stroke under the pen

  return {
    get all() {
      return strokes;
    },
    get line() {
      return line;
    },
    get canUndo() {
      return before.length > 0;
    },
    begin(width, x, y) {
      line = [round(width), round(x), round(y)];
    },
    /** Goes on to a point. False where that is too near to the last one. */
    reach(x, y) {
      const [lastX, lastY] = line.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) < NEAR) return false;
      line.push(round(x), round(y));
      return true;
    },
    /** The stroke is done. False where there was none. */
    lift() {
      if (!line) return false;
      before.push(strokes);
      strokes = [...strokes, line];
      line = null;
      return true;
    },
    /** False where there was none. */
    clear() {
      if (!strokes.length) return false;
      before.push(strokes);
      strokes = [];
      return true;
    },
    /** False where there is nothing to take back. */
    undo() {
      if (!before.length) return false;
      strokes = before.pop();
      return true;
    },
    /** Another sheet. */
    replace(given) {
      strokes = given;
      before = [];
      line = null;
    },
  };
}
