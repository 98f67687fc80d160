// What this browser has done of the course. It is kept here alone, and never sent.
const KEY = "cnnviz-done",
  SEEN = "cnnviz-seen",
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
  put(SEEN, null);
  keep(null);
}

/** Whether the browser has opened this lesson before; from now on it has. @param {string} lesson */
export function seen(lesson) {
  let before = [];
  try {
    const kept = JSON.parse(localStorage.getItem(SEEN) ?? "[]");
    if (Array.isArray(kept)) before = kept;
  } catch {
    return false;
  }
  if (before.includes(lesson)) return true;
  put(SEEN, JSON.stringify([...before, lesson]));
  return false;
}

/** @param {string | null} text */
function keep(text) {
  if (put(KEY, text)) dispatchEvent(new Event(CHANGED));
}

/** False in a browser that keeps nothing. @param {string} key @param {string | null} text */
function put(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
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
