// Explorers of one group: on a stage the first has the bar for all of them, and room for it from the others.

const BAR = 50; // px
/** @type {Set<import("./scene.js").Scene>} */
const shown = new Set();

/** Another one has the bar. @param {import("./scene.js").Scene} scene */
export const follows = ({ header }) => Boolean(header?.group) && header.group !== header.key;

/** @param {import("./scene.js").Scene} scene */
export function meet(scene) {
  if (shown.has(scene)) return;
  shown.add(scene);
  window.dispatchEvent(new Event("cnnviz-room"));
}

/** @param {import("./scene.js").Scene} scene */
export const leave = (scene) => shown.delete(scene);

/** px of room that it takes from the others of its group, or leaves to them. @param {import("./scene.js").Scene} scene */
export function barOf(scene) {
  const group = scene.header?.group;
  const others = [...shown].filter((one) => one !== scene && one.header?.group === group).length;
  if (!group || !others) return 0;
  return (follows(scene) ? -1 : others) * (BAR / (others + 1));
}
