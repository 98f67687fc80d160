// Buttons with a picture instead of a word; the word is read out, and shown when the pointer rests.

export const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M18 6v12l-8.5-6zM6 6h2v12H6z",
  next: "M6 6v12l8.5-6zM16 6h2v12h-2z",
  unpin: "M7 3h10v2l-2 1v5l3 3v2h-5v5l-1 1-1-1v-5H6v-2l3-3V6L7 5z",
  controls: "M4 4h16v16H4zm2 2v12h3V6zm5 0v12h7V6z",
  full: "M5 5h5v2H7v3H5zm9 0h5v5h-2V7h-3zM5 14h2v3h3v2H5zm12 0h2v5h-5v-2h3z",
};

/** @param {HTMLElement} button @param {string} label @param {keyof typeof ICONS} icon */
export function dress(button, label, icon) {
  button.setAttribute("aria-label", label);
  button.title = label;
  const path = `<path fill="currentColor" d="${ICONS[icon]}"/>`;
  button.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">${path}</svg>`;
  return button;
}
