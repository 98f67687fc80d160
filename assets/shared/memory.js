// What this browser has done of the course. It is kept here alone, and never sent.
const KEY = "cnnviz-done",
  CHANGED = "cnnviz-done-changed";

/**
 * @typedef {object} Done
 * @property {number} of  how many experiments the lesson has
 * @property {Record<string, boolean>} experiments  whether the prediction of each that was answered was right
 * @property {string[]} questions  those that were answered rightly
 */

/**
 * By the lesson's address; empty where the browser keeps nothing.
 *
 * @returns {Record<string, Done>}
 */
export function done() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Object.fromEntries(
      Object.entries(kept).filter(([, one]) => one?.experiments instanceof Object && Array.isArray(one.questions)),
    );
  } catch {
    return {};
  }
}

/**
 * @param {string} lesson
 * @param {(done: Done) => void} change
 */
export function remember(lesson, change) {
  const all = done(),
    one = all[lesson] ?? { of: 0, experiments: {}, questions: [] },
    before = JSON.stringify(one);
  change(one);
  if (lesson in all && JSON.stringify(one) === before) return;
  keep(JSON.stringify({ ...all, [lesson]: one }));
}

export function forget() {
  keep(null);
}

/** @param {string | null} text */
function keep(text) {
  try {
    if (text === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
  } catch {
    return; // a browser that keeps nothing: there is nothing to show either
  }
  dispatchEvent(new Event(CHANGED));
}

/**
 * Call whenever it changes, in this tab or in another one; returns what ends that.
 *
 * @param {() => void} show
 */
export function watch(show) {
  addEventListener(CHANGED, show);
  addEventListener("storage", show);
  return () => {
    removeEventListener(CHANGED, show);
    removeEventListener("storage", show);
  };
}
