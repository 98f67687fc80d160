// Playing: the field grows layer by layer.
import { dress } from "../../shared/icons.js";
import { word } from "../../shared/words.js";

const EVERY = 700; // ms a layer stays

/**
 * @param {HTMLElement} button
 * @param {{ first: () => void, next: () => void, ended: () => boolean }} steps
 */
export function makePlayer(button, { first, next, ended }) {
  let playing = 0;
  function dressed() {
    dress(button, word(playing ? "stop_growing" : "let_grow"), playing ? "pause" : "play");
  }
  function pause() {
    clearInterval(playing);
    playing = 0;
    dressed();
  }
  function start() {
    if (ended()) first();
    playing = setInterval(() => {
      next();
      if (ended()) pause();
    }, EVERY);
    dressed();
  }
  dressed();
  return { pause, toggle: () => (playing ? pause() : start()) };
}
