// Projector mode: arrow keys, Page Up/Down and clickers walk the lesson's steps, and from the last one to the next
// lesson; C folds the strip of controls away, F fills the screen. A bar has the same, and all lessons.
import { el, view } from "../shared/dom.js";
import { dress } from "../shared/icons.js";
import { word } from "../shared/words.js";
import { makeStage } from "./stage.js";

const NEXT = ["ArrowRight", "ArrowDown", "PageDown"],
  BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const PAGED = ["PageUp", "PageDown"];
// What keeps the arrow keys to itself; a clicker, which has only the page keys, leaves what is merely chosen from.
const FIELDS = "textarea, [role=application], [role=slider], [role=listbox], [contenteditable=true]";
const BUSY = `${FIELDS}, input, select, [role=radiogroup], [role=tablist]`;
const WRITING = `${FIELDS}, input:not([type=radio], [type=checkbox], [type=range])`;

export default function mount({ parentElement, data }) {
  const shown = view(parentElement, "projector-bar", create);
  shown.update(data);
  return shown.destroy;
}

function create(root) {
  const { documentElement } = document;
  const stage = makeStage();
  const jump = el("select", { onchange: () => jump.value && open(jump.value) });
  const fold = el("button", { type: "button", onclick: toggleControls });
  const full = el("button", { type: "button", onclick: toggleFull });
  root.append(jump, fold, full);
  let lessons = "";

  const steps = () => [...document.querySelectorAll("[class*='st-key-step-']")];
  const inPath = (event, selector) => event.composedPath().some((node) => node.matches?.(selector));

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = { c: toggleControls, f: toggleFull }[event.key];
    const way = NEXT.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
    if (!letter && !way) return;
    const paged = PAGED.includes(event.key) || letter;
    if (inPath(event, paged ? WRITING : BUSY)) return;
    if (letter) letter();
    else if (!walk(way)) return;
    event.preventDefault();
  }
  // the figures of a lab, one tab each
  function turned(way) {
    const figures = [...document.querySelectorAll(".st-key-board [data-testid^=stBidiComponent]")];
    const places = [document.querySelector(".st-key-board"), ...figures.map((node) => node.shadowRoot)];
    const tabs = places
      .flatMap((place) => [...(place?.querySelectorAll("[role=tab]") ?? [])])
      .filter((tab) => tab.getClientRects().length);
    const lab = document.querySelector(".st-key-step-lab")?.getBoundingClientRect();
    if (!lab || Math.abs(lab.top) > 20) return false;
    const to = tabs[tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true") + way];
    /** @type {HTMLElement | undefined} */ (to)?.click();
    return Boolean(to);
  }
  function walk(way) {
    if (turned(way)) return true;
    const all = steps(),
      top = (node) => node.getBoundingClientRect().top,
      // where a step comes to rest that has been reached: it grows with the type
      rest = (node) => Number.parseFloat(getComputedStyle(node).scrollMarginTop);
    const ahead =
      way > 0
        ? all.find((node) => top(node) > rest(node) + 20)
        : all.filter((node) => top(node) < rest(node) - 20).at(-1);
    const main = document.querySelector("[data-testid=stMain]"),
      ended = main && main.scrollTop + main.clientHeight > main.scrollHeight - 4;
    if (ahead && !(way > 0 && ended)) {
      ahead.scrollIntoView({ behavior: "smooth", block: "start" });
      return true;
    }
    /** @type {HTMLElement | null} */
    const next = way > 0 && document.querySelector(".st-key-next-lesson a");
    if (!next) return false;
    next.click();
    return true;
  }
  function toggleControls() {
    documentElement.toggleAttribute("data-folded");
    dressAll();
    stage.fit();
  }
  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else documentElement.requestFullscreen?.();
  }
  function dressAll() {
    dress(fold, word(documentElement.hasAttribute("data-folded") ? "show_controls" : "hide_controls"), "controls");
    dress(full, word("fill_screen"), "full");
  }
  // Below the strip the bar hides nothing. Where the strip reaches behind it, it stands on a ground of its own; away from
  // the lab it is one low row.
  function place() {
    const strip = document.querySelector(".st-key-strip")?.getBoundingClientRect();
    const shown = Boolean(strip && strip.bottom > 0 && strip.top < innerHeight);
    documentElement.toggleAttribute("data-low", !shown);
    root.toggleAttribute("data-over", Boolean(shown && strip && strip.bottom > root.getBoundingClientRect().top));
  }
  // by Streamlit's own link where there is one: the session goes on
  function open(address) {
    /** @type {NodeListOf<HTMLElement>} */
    const links = document.querySelectorAll("[data-testid=stSidebarNavLink]");
    const link = [...links].find((one) => new URL(one.getAttribute("href") ?? "", location.href).pathname === address);
    if (link) link.click();
    else location.assign(`${address}?projector=true`);
  }
  // the address says that this is a projector, so that it can be opened again, also after a change of the page
  function keepInAddress() {
    const here = new URL(location.href);
    if (jump.hidden || here.searchParams.get("projector")?.toLowerCase() === "true") return;
    here.searchParams.set("projector", "true");
    history.replaceState(history.state, "", here);
  }

  document.addEventListener("keydown", keys);
  document.addEventListener("scroll", place, { capture: true, passive: true });
  return {
    update(given) {
      const now = JSON.stringify(given.lessons);
      if (now !== lessons) {
        lessons = now;
        jump.setAttribute("aria-label", word("go_to"));
        jump.replaceChildren(
          el("option", { value: "", text: word("go_to") }),
          ...given.lessons.map(([value, text]) => el("option", { value, text })),
        );
        jump.hidden = !given.lessons.length;
      }
      jump.value = "";
      dressAll();
      keepInAddress();
      stage.fit();
      place();
    },
    destroy() {
      document.removeEventListener("keydown", keys);
      document.removeEventListener("scroll", place, { capture: true });
      documentElement.removeAttribute("data-folded");
      documentElement.removeAttribute("data-low");
      stage.stop();
      root.remove();
    },
  };
}
