// The idea stands open when a lesson is met for the first time; after that it is one line above the lab.
import { seen } from "../shared/memory.js";

let here = ""; // mounted again it stays as it is

export default function mount({ data: { lesson } }) {
  if (lesson === here) return;
  here = lesson;
  if (!seen(lesson)) return;
  /** @type {HTMLDetailsElement | null} */
  const idea = document.querySelector("details:is(.st-key-idea *)");
  if (idea?.open) idea.querySelector("summary")?.click();
}
