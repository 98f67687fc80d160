// The kernel editor: presets, a grid of number fields coloured like everywhere else, its size, and four changes.
// Every edit is first told to the explorers on the page, which answer at once, then sent to the server as text.
import { el, view } from "../../shared/dom.js";
import { unpack } from "../../shared/pack.js";
import { word } from "../../shared/words.js";
import * as change from "./edit.js";
import { makeFields } from "./fields.js";
import { makePresets } from "./presets.js";
import { makeSizes } from "./sizes.js";

const CHANGES = {
  normalise: change.normalise,
  negate: change.negate,
  rotate: change.rotate,
  random: change.random,
};
const LONGEST = 20; // characters of a text that a sentence repeats
const LATEST = 250; // ms until an edit is sent, painted or not
let stamps = 0; // of all editors: the later of two edits has the larger one, also after a reload

export default function mount({ parentElement, data, setStateValue }) {
  view(parentElement, "editor", create)(unpack(data), setStateValue);
}

function create(root) {
  let header = null;
  let lut = null; // the diverging colours
  let kernel = []; // rows of numbers as text
  let stamp = 0; // of the last edit
  let due = false; // it is to be sent
  let send = (_name, _value) => {};

  // ---- what stands where
  const presets = makePresets(edit);
  const fields = makeFields(
    (i, j, text) => edit(change.put(kernel, i, j, text)),
    (text) => complain(word("no_number", { text: text.slice(0, LONGEST) })),
  );
  const sizes = makeSizes((rows, columns) => edit(change.resize(kernel, rows, columns)));
  const buttons = Object.entries(CHANGES).map(([name, made]) => {
    const act = () => {
      const next = made(kernel);
      if (next) edit(next);
      else complain(word("no_sum"));
    };
    return el("button", { type: "button", text: word(name), onclick: act });
  });
  const bar = el("div", { class: "bar" }, ...buttons);
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  // the largest kernels are wider than their column: they scroll in it
  const scroll = el("div", { class: "scroll" }, fields.table);
  root.append(presets.chooser, presets.about, scroll, sizes.bar, bar, problem);

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  // ---- an edit
  function edit(next) {
    kernel = next;
    stamps = stamp = Math.max(stamps + 1, Date.now());
    complain("");
    draw();
    root.dataset.pending = String(stamp);
    const values = change.values(kernel);
    if (values.every(Number.isFinite)) {
      const detail = { editor: header.key, values, rows: kernel.length, columns: kernel[0].length, stamp };
      window.dispatchEvent(new CustomEvent("cnnviz-kernel", { detail }));
    }
    if (due) return;
    due = true;
    // after the explorers have painted their answer; a page in the background paints none
    requestAnimationFrame(() => setTimeout(tell));
    setTimeout(tell, LATEST);
  }
  function tell() {
    if (!due) return;
    due = false;
    send("edit", [change.joined(kernel), stamp]);
  }
  function draw() {
    fields.draw(kernel, lut);
    sizes.draw(kernel);
    presets.draw(kernel);
  }

  return (message, set) => {
    send = set;
    if (message.header.edit < stamp) return; // the answer to an edit before the last one
    delete root.dataset.pending;
    header = message.header;
    lut = message.arrays.diverging;
    kernel = header.kernel;
    fields.table.setAttribute("aria-label", header.label);
    presets.offer(header.presets, header.label);
    sizes.bar.hidden = bar.hidden = header.plain;
    draw();
  };
}
