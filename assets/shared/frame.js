// When a component draws: at most once a frame, and again when its room or the theme changes. And what it says aloud.
import { el } from "./dom.js";

/**
 * draw() asks for a call of paint(now) in the next animation frame, however often it is called until then.
 * @param {HTMLElement} root nothing is painted once it has left the page
 * @param {(now: number) => void} paint
 */
export function makeFrame(root, paint) {
  let pending = 0;
  function frame(now) {
    pending = 0;
    if (root.isConnected) paint(now);
  }
  return {
    draw() {
      if (!pending) pending = requestAnimationFrame(frame);
    },
    stop() {
      cancelAnimationFrame(pending);
      pending = 0;
    },
  };
}

/**
 * Calls again() when the element's size changes, and when light turns dark or dark light: the probe's colour is the
 * theme's, and the style sheet lets it change slowly enough to be noticed. Returns what ends that.
 * @param {HTMLElement} root
 * @param {(..._: any[]) => void} again
 */
export function watchLook(root, again) {
  let asked = 0;
  // not at once: what is drawn may change the size again, which browsers report as an error
  const resized = new ResizeObserver(() => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(again);
  });
  resized.observe(root);
  window.addEventListener("cnnviz-room", again);
  root.appendChild(el("i", { class: "probe" })).addEventListener("transitionend", again);
  return () => {
    resized.disconnect();
    window.removeEventListener("cnnviz-room", again);
    cancelAnimationFrame(asked);
  };
}

const STILL = 300; // ms; while the pointer moves nothing is read out

/** A line that is not seen but read out, once what is shown has stood still. @param {HTMLElement} root */
export function makeStatus(root, wait = STILL) {
  const line = root.appendChild(el("p", { class: "hidden", role: "status", "aria-live": "polite" }));
  let saying = 0;
  return {
    say(text) {
      clearTimeout(saying);
      saying = setTimeout(() => {
        line.textContent = text;
      }, wait);
    },
    stop: () => clearTimeout(saying),
  };
}
