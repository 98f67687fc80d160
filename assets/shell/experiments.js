// The experiments of a lesson: a click on one sets its stage, and a tick stands by those that were answered.
import { el, view } from "../shared/dom.js";
import { elsewhere, go } from "../shared/go.js";
import { done, remember, watch } from "../shared/memory.js";
import { unpack } from "../shared/pack.js";

/**
 * The address with an experiment's settings; of those that other experiments set, none stays.
 *
 * @param {string} address
 * @param {string[]} keys  what the lesson's experiments set
 * @param {string} link  what this one sets, as in an address
 */
export function staged(address, keys, link) {
  const url = new URL(address);
  for (const key of keys) url.searchParams.delete(key);
  for (const [key, value] of new URLSearchParams(link)) url.searchParams.set(key, value);
  url.hash = "";
  return url.href;
}

function create(root) {
  const list = root.appendChild(el("ol"));
  let header;

  function show() {
    const { lesson, items, chosen } = header,
      answered = done()[lesson]?.experiments ?? {};
    while (list.children.length > items.length) list.lastChild.remove();
    items.forEach((item, place) => {
      const line = list.children[place] ?? list.appendChild(el("li", {}, el("a"), el("span", { class: "tick" })));
      const [link, tick] = line.children;
      link.textContent = item.text;
      link.href = staged(location.href.split("?")[0], [], item.link);
      if (item.id === chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.onclick = (event) => {
        if (elsewhere(event)) return;
        event.preventDefault();
        go(staged(location.href, header.keys, item.link));
      };
      tick.textContent = item.id in answered ? "✓" : "";
    });
  }

  const stop = watch(show);
  return (next) => {
    header = next;
    const { lesson, items, chosen, answered } = header;
    remember(lesson, (one) => {
      one.of = items.length;
      if (answered !== null) one.experiments[chosen] = answered;
    });
    show();
    return stop;
  };
}

export default function mount({ parentElement, data }) {
  return view(parentElement, "experiments", create)(unpack(data).header);
}
