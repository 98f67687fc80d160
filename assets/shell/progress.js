// How far this browser has come in the course, and the way to the first lesson that is not done.
import { el, view } from "../shared/dom.js";
import { elsewhere, go } from "../shared/go.js";
import { done, forget, watch } from "../shared/memory.js";
import { word } from "../shared/words.js";
import { progress } from "./finished.js";

function create(root) {
  const link = root.appendChild(el("a", { class: "continue" })),
    counts = root.appendChild(el("span", { class: "counts" })),
    erase = root.appendChild(el("button", { type: "button", onclick: forget }));
  let given;

  function show() {
    const { lessons } = given,
      { finished, experiments, questions, next } = progress(lessons, done()),
      begun = experiments + questions > 0;
    link.hidden = !next;
    if (next) {
      link.textContent = word(begun ? "progress_continue" : "progress_begin", { lesson: next.title });
      link.href = next.slug;
      link.onclick = (event) => {
        if (elsewhere(event)) return;
        event.preventDefault();
        go(link.href);
      };
    }
    counts.textContent = [
      word("progress_lessons", { n: finished, all: lessons.length }),
      word("progress_experiments", { n: experiments }, experiments),
      word("progress_questions", { n: questions }, questions),
      word("progress_where"),
    ].join(" · ");
    erase.textContent = word("progress_forget");
    counts.hidden = erase.hidden = !begun;
  }

  const stop = watch(show);
  return (next) => {
    given = next;
    show();
    return stop;
  };
}

export default function mount({ parentElement, data }) {
  return view(parentElement, "progress", create)(data);
}
