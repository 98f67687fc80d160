// Playing through a row of places, as on a tape: a step back, play, a step on, a slider, and how long all of it takes.
import { makeClock } from "./clock.js";
import { node } from "./dom.js";
import { word } from "./words.js";

const SECONDS = [40, 20, 10, 5, 2]; // for all places
const AT_FIRST = 10;

/**
 * @param {HTMLElement} root
 * @param {{ previous: string, next: string, slider: string, speed: (seconds: number) => string }} says in words
 * @param {{ now: () => number, first: () => number, last: () => number, go: (place: number) => void,
 *   stride?: () => number }} places go: also draws; stride: how far one step is
 */
export function makeTransport(root, says, { now: here, first, last, go, stride = () => 1 }) {
  const clock = makeClock();
  let playing = false;
  const bar = node("div", "bar", root);
  const button = (text, label, act) => {
    const made = node("button", "", bar, { type: "button", text, "aria-label": label, title: label });
    made.addEventListener("click", act);
    return made;
  };
  button("◀", says.previous, () => to(here() - stride()));
  const play = button(word("play"), word("play"), toggle);
  button("▶", says.next, () => to(here() + stride()));
  const slider = node("input", "scrub", bar, { type: "range", min: 0, step: 1, "aria-label": says.slider });
  slider.addEventListener("input", () => to(Number(slider.value)));
  const speed = node("select", "", bar, { "aria-label": word("speed"), title: word("speed") });
  for (const seconds of SECONDS) node("option", "", speed, { value: seconds, text: says.speed(seconds) });
  speed.value = String(AT_FIRST);

  function name(text) {
    play.textContent = text;
    play.setAttribute("aria-label", text);
  }
  function pause() {
    playing = false;
    name(word("play"));
  }
  function toggle() {
    if (playing) {
      pause();
      return;
    }
    playing = true;
    clock.start(performance.now());
    name(word("pause"));
    go(here() >= last() ? first() : here());
  }
  // By hand: playing ends.
  function to(place) {
    pause();
    go(place);
  }

  return {
    bar,
    button,
    pause,
    toggle,
    to,
    get playing() {
      return playing;
    },
    /** Where playing has come at this moment; it ends at the last place. @param {number} now ms */
    played(now) {
      const rate = (last() - first()) / Number(speed.value);
      const place = Math.min(last(), here() + clock.due(now, rate));
      if (place >= last()) pause();
      return place;
    },
    /** The slider says where we are. */
    show(text) {
      slider.value = String(here());
      slider.setAttribute("aria-valuetext", text);
    },
    span() {
      slider.min = String(first());
      slider.max = String(last());
    },
  };
}
