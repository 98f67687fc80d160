// Which snapshot is shown: a slider over all that are kept, playing them, following the newest, going back to one.
import { node } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { makeCheck } from "./figures.js";
import { stepsOf } from "./scene.js";
import { shownInWords } from "./words.js";

const PLAY_SECONDS = 8; // for all snapshots
const LEAST = 90; // ms a snapshot stays
const FIRST = 200; // ms until the first one changes

/**
 * @param {HTMLElement} board
 * @param {import("./scene.js").Scene} scene
 * @param {{ show: () => Promise<void>, draw: () => void, rewind: () => void }} act
 *   show: fetches the chosen snapshot; its promise is kept when that is on the screen
 */
export function makeTimeline(board, scene, { show, draw, rewind: goBack }) {
  let playing = 0;
  const bar = node("div", "bar time", board, { role: "group", "aria-label": word("time") });
  const button = (text, title, act) => {
    const made = node("button", "", bar, { type: "button", text, title });
    made.addEventListener("click", act);
    return made;
  };
  button("◀", word("previous_snapshot"), () => move(-1)).setAttribute("aria-label", word("previous_snapshot"));
  const play = button(word("play"), "", toggle);
  button("▶", word("next_snapshot"), () => move(1)).setAttribute("aria-label", word("next_snapshot"));
  const slide = node("span", "slide", bar);
  const slider = node("input", "scrub", slide, {
    type: "range",
    min: 0,
    step: 1,
    value: 0,
    "aria-label": word("snapshot"),
  });
  const marks = node("span", "marks", slide, { "aria-hidden": "true" });
  slider.addEventListener("input", () => {
    pause();
    choose(stepsOf(scene)[Number(slider.value)]);
  });
  const where = node("span", "where", bar);
  const follow = makeCheck(bar, word("follow"), () => {
    pause();
    choose(follow.checked ? null : shown());
  });
  follow.checked = true;
  const rewind = button(word("rewind"), word("rewind_help"), goBack);

  const shown = () => scene.drawn?.header.step ?? null;
  function choose(step) {
    scene.chosen = step ?? null;
    follow.checked = scene.chosen === null;
    const brought = show();
    draw();
    return brought;
  }
  function move(by) {
    pause();
    const all = stepsOf(scene);
    const now = all.indexOf(shown());
    const goal = (now < 0 ? all.length - 1 : now) + by;
    if (all.length) choose(all[Math.max(0, Math.min(all.length - 1, goal))]);
  }

  // ---- playing
  async function next() {
    const kept = stepsOf(scene);
    const following = kept.find((step) => step > (shown() ?? -1));
    if (following === undefined) {
      pause();
      return;
    }
    const begun = performance.now();
    await choose(following);
    const stay = Math.max(LEAST, (1000 * PLAY_SECONDS) / kept.length);
    if (playing) playing = setTimeout(next, Math.max(0, stay - (performance.now() - begun)));
  }
  function start() {
    const all = stepsOf(scene);
    if (!all.length) return;
    if (shown() === all.at(-1)) choose(all[0]);
    namePlay(word("pause"), word("pause_playing"));
    playing = setTimeout(next, FIRST);
  }
  function pause() {
    clearTimeout(playing);
    playing = 0;
    namePlay(word("play"), word("play_snapshots"));
  }
  function toggle() {
    if (playing) pause();
    else start();
  }
  function namePlay(text, name) {
    play.textContent = text;
    play.setAttribute("aria-label", name);
    play.title = name;
  }

  return {
    height: () => bar.offsetHeight,
    choose,
    move,
    pause,
    toggle,
    draw() {
      const now = scene.feed.state;
      if (!now) return;
      const all = stepsOf(scene);
      const place = all.indexOf(shown());
      slider.max = String(Math.max(0, all.length - 1));
      slider.disabled = play.disabled = all.length < 2;
      marks.style.setProperty("--gaps", Math.max(1, all.length - 1));
      if (place >= 0) slider.value = String(place);
      where.textContent = shownInWords(shown(), now.steps_per_epoch);
      slider.setAttribute("aria-valuetext", where.textContent);
      rewind.disabled = !scene.drawn;
    },
  };
}
