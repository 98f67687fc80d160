// The bar below the panels: play, scrub, speed, output channel, pin and full screen.
import { el } from "../../shared/dom.js";
import { dress } from "../../shared/icons.js";
import { word } from "../../shared/words.js";
import { FIRST_SPEED, SPEEDS } from "./player.js";

/** @param {{ step: Function, toggle: Function, scrub: Function, rate: Function, filter: Function, release: Function }} act */
export function makeControls(root, act) {
  const button = (label, name, onclick) => dress(el("button", { type: "button", onclick }), label, name);
  const choice = (label, onchange, ...options) =>
    el("select", { "aria-label": label, title: label, onchange }, ...options);

  const play = button(word("play"), "play", () => act.toggle());
  const scrub = el("input", {
    type: "range",
    min: 0,
    step: 1,
    value: 0,
    class: "scrub",
    "aria-label": word("output_position"),
    oninput: () => act.scrub(Number(scrub.value)),
  });
  const speeds = SPEEDS.map((rate) => el("option", { value: rate, text: word("a_second", { rate }) }));
  const speed = choice(word("speed"), () => act.rate(Number(speed.value)), ...speeds);
  speed.value = String(FIRST_SPEED);
  const filter = choice(word("output_channel"), () => act.filter(Number(filter.value)));
  const unpin = button(word("release_pin"), "unpin", () => act.release());
  const full = button(word("full_screen"), "full", () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.(),
  );
  const back = button(word("previous_position"), "back", () => act.step(-1));
  const next = button(word("next_position"), "next", () => act.step(1));

  return {
    bar: el("div", { class: "bar" }, back, play, next, scrub, speed, filter, unpin, full),
    scrub,
    filter,
    unpin,
    setFilters(names) {
      filter.replaceChildren(...names.map((text, value) => el("option", { value, text })));
      filter.hidden = names.length < 2;
    },
    showPlaying: (on) => dress(play, word(on ? "pause" : "play"), on ? "pause" : "play"),
  };
}
