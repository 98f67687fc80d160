// Precision and recall under both thresholds. What every detection finds came once for all thresholds of IoU: moving
// them sends nothing, letting go sends where they are.
import { pointOn } from "../../shared/boxes.js";
import { el, view } from "../../shared/dom.js";
import { format } from "../../shared/format.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { ARROWS, clamp, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { roomOf } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { makeCurve, nearest, paintCurve } from "./curve.js";
import { makeWall, paintMarks, setImages } from "./pictures.js";
import { curveOf, foundBy, rightAmong, shownFrom } from "./reading.js";
import { fillTable, makeTable } from "./table.js";

const LOOKS = ["right_detection", "wrong_detection", "missed_object", "found_object"];

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "ap", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  const state = { header: null, score: 0.5, level: 9 };
  let send = (_name, _value) => {};
  const frame = makeFrame(root, draw);
  const wall = makeWall();
  const curve = makeCurve();
  const table = makeTable();
  const legend = el("p", { class: "legend" });
  const precision = el("p", { class: "sum" });
  const recall = el("p", { class: "sum" });
  const score = makeSlider("score_from", { min: 0, max: 1, step: 0.05 }, (value) => {
    state.score = value;
  });
  const iou = makeSlider("iou_from", { min: 0, max: 0, step: 1 }, (value) => {
    state.level = value;
  });
  const sliders = el("div", { class: "sliders" }, score.label, iou.label);
  const left = el("div", { class: "left" }, wall.wall, legend, table.mean);
  const right = el("div", { class: "rightside" }, curve.picture, table.shown);
  root.setAttribute("role", "group");
  root.append(sliders, precision, recall, el("div", { class: "board" }, left, right));
  const status = makeStatus(root);
  const unwatch = watchLook(root, frame.draw);

  function makeSlider(id, { min, max, step }, set) {
    const input = el("input", { type: "range", min, max, step });
    const value = el("output");
    const name = el("span");
    input.addEventListener("input", () => {
      set(Number(input.value));
      frame.draw();
    });
    input.addEventListener("change", done);
    const label = el("label", {}, name, input, value);
    const show = (place, text) => {
      name.textContent = word(id);
      input.value = String(place);
      input.setAttribute("aria-valuetext", text);
      value.textContent = text;
    };
    return { label, input, show };
  }
  function done() {
    send(
      "at",
      [state.score, state.header.levels[state.level]].map((value) => Math.round(value * 1000) / 1000),
    );
  }

  // ---- the curve under the hand
  const points = () => curveOf(state.header.boxes, objects(), state.level, state.header.together);
  const objects = () => state.header.truth.flat().filter((one) => one[4]).length;
  function point(event) {
    if (!points().length) return;
    state.score = nearest(points(), pointOn(curve.picture, event)).score;
    frame.draw();
  }
  let held = false;
  curve.picture.addEventListener("pointerdown", (event) => {
    held = true;
    curve.picture.setPointerCapture(event.pointerId);
    point(event);
  });
  curve.picture.addEventListener("pointermove", (event) => held && point(event));
  for (const kind of ["pointerup", "pointercancel"]) {
    curve.picture.addEventListener(kind, () => {
      if (held) done();
      held = false;
    });
  }
  curve.picture.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS)) return;
    const scores = [...new Set(state.header.boxes.map((one) => one.score))];
    const [down, along] = ARROWS[event.key];
    const last = scores.filter((one) => one >= state.score - 1e-9).length - 1;
    state.score = scores[clamp(last + (along || down), scores.length)] ?? state.score;
    usedUp(event);
    frame.draw();
  });
  curve.picture.addEventListener("keyup", (event) => event.key in ARROWS && done());

  // ---- drawing
  function draw() {
    const { header, level } = state;
    if (!header) return;
    const { boxes } = header;
    const shown = shownFrom(boxes, state.score);
    const right = rightAmong(boxes, shown, level);
    const found = foundBy(boxes, shown, level);
    const there = header.truth.flatMap((rows, picture) =>
      rows.flatMap((row, at) =>
        row[4] ? [{ picture, box: row.slice(0, 4), found: found.has(`${picture}.${at}`) }] : [],
      ),
    );
    paintMarks(wall, [
      ...there.map((one) => ({ ...one, look: one.found ? "object" : "missed" })),
      ...boxes.slice(0, shown).map((one) => ({ ...one, look: one.finds[level] >= 0 ? "right" : "wrong" })),
    ]);
    paintCurve(curve, points(), shown, header.kind);
    fillTable(table, header, level);
    const values = { right, shown, objects: there.length };
    precision.textContent = shown
      ? word("precision_is", { ...values, value: format(right / shown) })
      : word("no_detection");
    recall.textContent = there.length
      ? word("recall_is", { ...values, value: format(right / there.length) })
      : word("no_object_of_class");
    score.show(state.score, format(state.score));
    iou.show(level, format(header.levels[level]));
    wall.wall.setAttribute("aria-label", word("pictures_with_detections"));
    legend.replaceChildren(...LOOKS.map((id) => el("span", { class: id, text: word(id) })));
    status.say(`${precision.textContent} ${recall.textContent}`);
    Object.assign(root.dataset, { shown, right, objects: there.length, iou: header.levels[level], score: state.score });
    arrange();
  }
  // on a stage the pictures and the curve are as high as what stands above them leaves room for
  function arrange() {
    const room = roomOf(root);
    root.classList.toggle("staged", room > 0);
    const above = sliders.offsetHeight + precision.offsetHeight + recall.offsetHeight;
    root.style.setProperty("--high", room ? `${Math.max(220, room - above - 24)}px` : "");
  }

  return {
    update({ header, arrays }, set) {
      send = set;
      const before = state.header;
      state.header = header;
      iou.input.max = String(header.levels.length - 1);
      if (String(before?.at) !== String(header.at)) {
        state.score = header.at[0];
        state.level = header.levels.findIndex((level) => Math.abs(level - header.at[1]) < 1e-6);
      }
      setImages(wall, arrays.images, header.truth.length, header.size);
      frame.draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
