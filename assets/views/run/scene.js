// What the view of a run holds. No elements here.

/** @typedef {ReturnType<typeof newScene>} Scene */

/** @param {any} header of the message from Python @param {import("../../shared/colours.js").Tables} luts */
export function newScene(header, luts) {
  return {
    header,
    luts,
    feed: null, // see feed.js
    about: null, // data set, classes and layers of the run
    chosen: null, // the step that was asked for; null follows the newest
    drawn: null, // the snapshot on the screen, with kernels, maps and the open cell
    picture: null, // index of the picture whose feature maps are shown
    layer: "", // whose kernels are shown
    mapLayer: "", // whose maps are shown, "" for all
    screen: (header.task ?? "classification") === "classification" ? "curves" : "scenes", // what stands on a stage now, see screens.js
    open: null, // cell of the confusion matrix whose pictures are shown
    busy: "", // the command that is under way
    problem: "", // what went wrong with it
    trouble: "", // what keeps the run from being read
  };
}

/** @param {Scene} scene */
export const stepsOf = ({ feed }) => (feed.state?.snapshots ?? []).map(([step]) => step);

/** @param {Scene} scene */
export const isGoing = ({ feed }) => ["running", "queued"].includes(feed.state?.state);

/** The number in an ascending list, or none, that is closest. */
export const closest = (steps, goal) =>
  steps.reduce((best, step) => (Math.abs(step - goal) < Math.abs(best - goal) ? step : best));

/** The snapshot closest to a step, as [step, version]: one may be thinned out after it was chosen. @param {Scene} scene */
export const nearest = ({ feed }, step) =>
  feed.state.snapshots.reduce((best, one) => (Math.abs(one[0] - step) < Math.abs(best[0] - step) ? one : best));
