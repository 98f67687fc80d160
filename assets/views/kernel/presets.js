// The presets to choose from, in groups, and what is said about the one that stands in the grid.
import { el } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { values } from "./edit.js";

/** @param {(kernel: string[][]) => void} choose */
export function makePresets(choose) {
  let presets = [];
  const name = el("span");
  const select = el("select", { onchange: () => choose(presets[select.value].kernel) });
  const chooser = el("label", { class: "preset" }, name, select);
  const about = el("p", { class: "about" });

  return {
    chooser,
    about,
    /** @param {{ title: string, group: string, text: string, description: string, source: string }[] | null} given */
    offer(given, label) {
      name.textContent = word("preset", { label });
      chooser.hidden = about.hidden = !given;
      if (!given || presets.length) return;
      presets = given.map((one) => ({ ...one, kernel: one.text.split("; ").map((row) => row.split(" ")) }));
      select.append(el("option", { value: "-1", text: word("choose_preset"), hidden: true }));
      const groups = {};
      presets.forEach(({ group, title }, place) => {
        groups[group] ??= select.appendChild(el("optgroup", { label: group }));
        groups[group].append(el("option", { value: place, text: title }));
      });
    },
    /** @param {string[][]} kernel what stands in the grid */
    draw(kernel) {
      const place = presets.findIndex((one) => sameKernel(one.kernel, kernel));
      select.value = String(place);
      about.replaceChildren();
      if (place < 0) return;
      about.append(`${presets[place].description} `, el("em", { text: presets[place].source }));
    },
  };
}

/** Equal in size and in numbers, however they are written. @param {string[][]} one @param {string[][]} other */
export function sameKernel(one, other) {
  if (one.length !== other.length || one[0].length !== other[0].length) return false;
  const numbers = values(other);
  return values(one).every((v, k) => v === numbers[k]);
}
