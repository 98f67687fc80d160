// A figure of two canvases: what stays, and above it what changes with every move of the hand.
import { el } from "./dom.js";

/** @param {string} name of its class @param {string} caption */
export function makePanel(name, caption = "") {
  const base = el("canvas", { "aria-hidden": "true" });
  const overlay = el("canvas", { "aria-hidden": "true" });
  const stack = el("div", { class: "stack" }, base, overlay);
  const text = el("figcaption", { text: caption });
  const figure = el("figure", { class: name || null }, stack, text);
  return { base, overlay, stack, text, figure, width: 1, height: 1 };
}

/** It takes the keys, too. @param {ReturnType<typeof makePanel>} panel */
export function takeKeys({ stack }) {
  stack.tabIndex = 0;
  stack.setAttribute("role", "application");
}

/** Where the pointer is, in shares of its width and height. @param {HTMLElement} overlay @returns {[number, number]} */
export function shareOf(overlay, event) {
  const box = overlay.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
