// The head of a run: its state, what it is about to do, what is known about it, and what went wrong.
import { node } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { facts, sentence, stateInWords } from "./words.js";

const put = (place, text) => {
  if (place.textContent !== text) place.textContent = text; // said again otherwise
};

/** @param {HTMLElement} root @param {import("./scene.js").Scene} scene */
export function makeHead(root, scene) {
  const head = node("div", "head", root);
  const badge = node("span", "badge", head);
  const said = node("span", "said", head, { role: "status", "aria-live": "polite" });
  const list = node("dl", "facts", root);
  const alert = node("p", "problem", root, { role: "alert", hidden: "" });

  function drawFacts(rows) {
    if (list.children.length !== rows.length) {
      list.replaceChildren();
      for (const [name] of rows) {
        const one = node("div", "", list);
        node("dt", "", one, { text: name });
        node("dd", "", one);
      }
    }
    rows.forEach(([, value], i) => put(list.children[i].lastChild, value));
  }

  return {
    draw() {
      const now = scene.feed.state;
      const text = scene.problem || scene.trouble;
      alert.hidden = !text;
      put(alert, text);
      if (!now) {
        badge.textContent = word(scene.trouble ? "no_answer" : "opening");
        return;
      }
      badge.textContent = stateInWords(now.state);
      badge.dataset.state = now.state;
      put(said, sentence(now, scene.busy));
      drawFacts(facts(now, scene.header.task));
    },
  };
}
