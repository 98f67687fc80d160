// Elements of SVG.

const NS = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Record<string, any>} attributes @param {string} text */
export function svg(tag, attributes = {}, text = "") {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text) made.textContent = text;
  return made;
}
