// Options stand in the address by their ids. Streamlit knows their labels alone and writes these; they are exchanged on
// the way into the browser's history, so that everything that reads the address afterwards finds ids.
import { elsewhere, go } from "../shared/go.js";
import { show } from "./marks.js";

/**
 * The address with ids in place of labels; all else in it stays as it is written.
 *
 * @param {string} address
 * @param {(control: string) => Record<string, string>} idsOf  from labels to ids
 */
export function withIds(address, idsOf) {
  const [path, ...rest] = address.split("?");
  if (!rest.length) return address;
  const [search, ...hash] = rest.join("?").split("#");
  const parts = search.split("&").map((part) => {
    const [[name, value]] = [...new URLSearchParams(part), ["", ""]];
    const ids = name ? idsOf(name) : {};
    return Object.hasOwn(ids, value) ? new URLSearchParams([[name, ids[value]]]).toString() : part;
  });
  return [[path, parts.join("&")].join("?"), ...hash].join("#");
}

/**
 * What a control has told of its options, beside itself.
 *
 * @param {string} control
 * @returns {Record<string, string>}
 */
function told(control) {
  /** @type {NodeListOf<HTMLElement>} */
  const elements = document.querySelectorAll("[data-control]");
  const element = [...elements].find((one) => one.dataset.control === control);
  return element?.dataset.ids ? JSON.parse(element.dataset.ids) : {};
}

/**
 * A term of an idea leads to the glossary in this tab, so that the browser's "back" leads to the lesson again.
 *
 * @param {MouseEvent} event
 */
function toTerm(event) {
  const link = event.target instanceof Element && event.target.closest("a[href*='glossary?term=']");
  if (!(link instanceof HTMLAnchorElement) || elsewhere(event)) return;
  event.preventDefault();
  go(link.href);
}

const marked = Symbol.for("cnnviz: options have ids");

export default function mount() {
  if (history[marked]) return;
  history[marked] = true; // also after another page has mounted this
  show();
  document.addEventListener("click", toTerm);
  for (const way of ["pushState", "replaceState"]) {
    const write = history[way].bind(history);
    history[way] = (state, title, address) =>
      write(state, title, address == null ? address : withIds(String(address), told));
  }
}
