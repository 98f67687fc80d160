// To anything in two steps, from anywhere: a button, or the key G, opens a list to search, of lessons, pages, terms and
// networks.
import { el, view } from "../shared/dom.js";
import { elsewhere, visit } from "../shared/go.js";
import { word } from "../shared/words.js";

const WRITING =
  "textarea, [role=listbox], input:not([type=radio], [type=checkbox], [type=range]), select, [contenteditable=true]";
const MOST = 60; // entries shown
const KINDS = {
  lesson: () => word("jump_lesson"),
  page: () => word("jump_page"),
  term: () => word("jump_term"),
  network: () => word("jump_network"),
};

/**
 * Those entries whose name has every word of a text, the ones that begin with it first.
 *
 * @param {[string, string, string][]} entries  address, name, kind
 * @param {string} text
 */
export function found(entries, text) {
  const sought = text.toLowerCase().trim(),
    words = sought.split(/\s+/);
  const fitting = entries.filter(([, name]) => words.every((one) => name.toLowerCase().includes(one)));
  const first = fitting.filter(([, name]) => sought && name.toLowerCase().startsWith(sought));
  return [...first, ...fitting.filter((entry) => !first.includes(entry))];
}

function create(root) {
  const button = el("button", { type: "button", onclick: open }, el("span", { class: "sign", text: "⌕" }), el("span")),
    field = el("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: list }),
    places = el("ul"),
    none = el("p", { role: "status" });
  const dialog = el("dialog", {}, field, places, none);
  root.append(button, dialog);
  let entries = [];

  function open() {
    field.value = "";
    list();
    dialog.showModal();
    field.focus();
  }
  function list() {
    const those = found(entries, field.value);
    const shown = those.slice(0, MOST);
    places.replaceChildren(
      ...shown.map(([address, name, kind]) => {
        const link = el("a", { href: address }, el("span", { text: name }), el("small", { text: KINDS[kind]() }));
        link.onclick = (event) => {
          if (elsewhere(event)) return;
          event.preventDefault();
          dialog.close();
          visit(link.href);
        };
        return el("li", {}, link);
      }),
    );
    none.textContent = those.length ? "" : word("jump_none");
  }
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.key.toLowerCase() !== "g") return;
    if (event.composedPath().some((node) => node.matches?.(WRITING))) return;
    event.preventDefault();
    open();
  }
  // down and up the list; Enter in the field opens the first
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") dialog.close(); // a search field would only be emptied
    const links = [...places.querySelectorAll("a")];
    const at = links.indexOf(/** @type {ShadowRoot} */ (root.getRootNode()).activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      (links[to] ?? (to < 0 ? field : links.at(-1)))?.focus();
    } else if (event.key === "Enter" && at < 0) links[0]?.click();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.addEventListener("keydown", keys);

  return {
    update({ places: given, quiet }) {
      entries = given;
      button.hidden = quiet; // the projector's bar has its own list
      button.lastChild.textContent = word("jump");
      button.title = word("jump_key");
      field.placeholder = word("jump_search");
      field.setAttribute("aria-label", word("jump_search"));
      dialog.setAttribute("aria-label", word("jump"));
    },
    destroy() {
      document.removeEventListener("keydown", keys);
      root.remove();
    },
  };
}

export default function mount({ parentElement, data }) {
  const shown = view(parentElement, "jump", create);
  shown.update(data);
  return shown.destroy;
}
