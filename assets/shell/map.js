// The course as a map: every lesson by its chapter, what is done, what comes next, and what builds on what.
import { el, view } from "../shared/dom.js";
import { elsewhere, visit } from "../shared/go.js";
import { done, watch } from "../shared/memory.js";
import { word } from "../shared/words.js";
import { progress } from "./finished.js";
import { mark } from "./marks.js";

/**
 * @typedef {object} Lesson
 * @property {string} slug
 * @property {string} number
 * @property {string} title
 * @property {Record<string, string[]>} needs  lessons before it, each with those of its terms that this one uses
 */

/**
 * The lessons that use terms of this one.
 *
 * @param {Lesson[]} lessons
 * @param {string} slug
 */
export const leads = (lessons, slug) => lessons.filter((one) => slug in one.needs);

/**
 * What is said of a lesson when it is pointed at.
 *
 * @param {Lesson[]} lessons
 * @param {Lesson} lesson
 */
export function told(lessons, lesson) {
  const numbers = Object.fromEntries(lessons.map((one) => [one.slug, one.number]));
  const before = Object.entries(lesson.needs).map(([slug, terms]) => `${numbers[slug]} (${terms.join(", ")})`),
    after = leads(lessons, lesson.slug).map((one) => one.number);
  return [
    `${lesson.number} ${lesson.title}.`,
    before.length ? word("map_needs", { lessons: before.join(", ") }) : word("map_needs_none"),
    ...(after.length ? [word("map_leads", { lessons: after.join(", ") })] : []),
  ].join(" ");
}

function create(root) {
  const chapters = root.appendChild(el("div", { class: "chapters" })),
    said = root.appendChild(el("p", { class: "said", "aria-live": "polite" }));
  /** @type {Lesson[]} */
  let lessons = [];
  const boxes = new Map();

  function build(given) {
    lessons = given.flatMap((chapter) => chapter.lessons);
    boxes.clear();
    chapters.replaceChildren(
      ...given.map(({ title, lessons: its }) =>
        el("section", {}, el("h3", { text: title }), el("ul", {}, ...its.map((one) => el("li", {}, box(one))))),
      ),
    );
    point(null);
  }
  function box(lesson) {
    const link = el("a", { href: lesson.slug });
    link.append(el("b", { text: lesson.number }), ` ${lesson.title} `, el("span", { class: "mark" }));
    link.onclick = (event) => {
      if (elsewhere(event)) return;
      event.preventDefault();
      visit(link.href);
    };
    link.onpointerenter = link.onfocus = () => point(lesson);
    link.onpointerleave = link.onblur = () => point(null);
    boxes.set(lesson.slug, link);
    return link;
  }
  function point(lesson) {
    const after = lesson ? leads(lessons, lesson.slug).map((one) => one.slug) : [];
    for (const [slug, link] of boxes) {
      link.toggleAttribute("data-needs", Boolean(lesson && slug in lesson.needs));
      link.toggleAttribute("data-leads", after.includes(slug));
    }
    said.textContent = lesson ? told(lessons, lesson) : word("map_point");
  }
  function show() {
    const all = done(),
      { next } = progress(lessons, all);
    for (const [slug, link] of boxes) {
      const its = all[slug] ? mark(all[slug]) : "";
      link.toggleAttribute("data-done", its === "✓");
      link.toggleAttribute("data-next", slug === next?.slug);
      link.lastChild.textContent = slug === next?.slug ? [its, word("map_next")].filter(Boolean).join(" ") : its;
    }
  }

  let last = "";
  const stop = watch(show);
  return (given) => {
    const now = JSON.stringify(given);
    if (now !== last) build(given);
    last = now;
    show();
    return stop;
  };
}

export default function mount({ parentElement, data }) {
  return view(parentElement, "map", create)(data.chapters);
}
