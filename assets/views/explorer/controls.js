// The bar below the panels: play, scrub, speed, output channel, pin and full screen.
import { el } from "../../shared/dom.js";
import { FIRST_SPEED, SPEEDS } from "./player.js";

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M18 6v12l-8.5-6zM6 6h2v12H6z",
  next: "M6 6v12l8.5-6zM16 6h2v12h-2z",
  unpin: "M7 3h10v2l-2 1v5l3 3v2h-5v5l-1 1-1-1v-5H6v-2l3-3V6L7 5z",
  full: "M5 5h5v2H7v3H5zm9 0h5v5h-2V7h-3zM5 14h2v3h3v2H5zm12 0h2v5h-5v-2h3z",
};

function dress(button, label, name) {
  button.setAttribute("aria-label", label);
  button.title = label;
  const path = `<path fill="currentColor" d="${ICONS[name]}"/>`;
  button.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">${path}</svg>`;
  return button;
}

/** @param {{ step: Function, toggle: Function, scrub: Function, rate: Function, filter: Function, release: Function }} act */
export function makeControls(root, act) {
  const button = (label, name, onclick) => dress(el("button", { type: "button", onclick }), label, name);
  const choice = (label, onchange, ...options) =>
    el("select", { "aria-label": label, title: label, onchange }, ...options);

  const play = button("Play", "play", () => act.toggle());
  const scrub = el("input", {
    type: "range",
    min: 0,
    step: 1,
    value: 0,
    class: "scrub",
    "aria-label": "Output position",
    oninput: () => act.scrub(Number(scrub.value)),
  });
  const speeds = SPEEDS.map((rate) => el("option", { value: rate, text: `${rate} a second` }));
  const speed = choice("Speed", () => act.rate(Number(speed.value)), ...speeds);
  speed.value = String(FIRST_SPEED);
  const filter = choice("Output channel", () => act.filter(Number(filter.value)));
  const unpin = button("Release the pin", "unpin", () => act.release());
  const full = button("Full screen", "full", () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.(),
  );
  const back = button("Previous position", "back", () => act.step(-1));
  const next = button("Next position", "next", () => act.step(1));

  return {
    bar: el("div", { class: "bar" }, back, play, next, scrub, speed, filter, unpin, full),
    scrub,
    filter,
    unpin,
    setFilters(names) {
      filter.replaceChildren(...names.map((text, value) => el("option", { value, text })));
      filter.hidden = names.length < 2;
    },
    showPlaying: (on) => dress(play, on ? "Pause" : "Play", on ? "pause" : "play"),
  };
}
