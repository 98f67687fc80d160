// A picture on which boxes are drawn, moved, named and taken away: the stage of the lessons on detection.
import { between, makeBox, makeDrawing, makeMovable, place, placeBox } from "./boxes.js";
import { el } from "./dom.js";
import { svg } from "./svg.js";
import { word } from "./words.js";

/** @typedef {{ box: number[], label: number }} Thing */

const WIDE = 640; // of the drawing, for the width of the picture
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8f6fd0", "#7a7a00"];
export const colourOf = (label) => COLOURS[label % COLOURS.length];
const DRAWN = "new"; // the outline of a box while it is drawn

/**
 * @param {{ things: () => Thing[], at: () => number, classes: () => string[], most: number,
 *   select: (at: number) => void, change: (things: Thing[], at: number) => void, done: () => void }} act at: which one
 *   is chosen, −1 for none; change: other things, and which one is chosen then; done: the hand has let go
 */
export function makeBoard(act) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const picture = /** @type {any} */ (svg("svg", { role: "group" }));
  const below = svg("g", { class: "below", "aria-hidden": "true" });
  const boxes = svg("g");
  const above = svg("g", { class: "above" });
  const outline = svg("rect", { class: DRAWN });
  picture.append(below, boxes, above, outline);
  const shown = el("div", { class: "board" }, canvas, picture);
  let room = /** @type {[number, number]} */ ([1, 1]);
  let unit = 1;
  let made = []; // one for each box
  let armed = false;

  const fine = () => ({ snap: unit < 4 ? 1 : 2, smallest: 1 }); // whole pixels of a photo, halves of a small scene
  const kept = () => act.things().slice();

  // ---- buttons
  const add = el("button", { type: "button", "aria-pressed": "false", onclick: pressed });
  const gone = el("button", { type: "button", onclick: () => remove(act.at()) });
  const named = el("select", { onchange: () => rename(Number(named.value)) });
  const bar = el("div", { class: "bar" }, add, el("label", { class: "named" }, named), gone);

  function pressed(event) {
    if (event.detail === 0) {
      // by a key: in the middle, where it can be moved from
      const box = between([room[0] / 3, room[1] / 3], [(room[0] * 2) / 3, (room[1] * 2) / 3], room, fine());
      if (box) put(box, true);
      return;
    }
    arm(!armed);
  }
  function arm(on) {
    armed = on;
    add.setAttribute("aria-pressed", String(on));
    picture.classList.toggle("armed", on);
  }
  function put(box, focus = false) {
    arm(false);
    if (kept().length >= act.most) return;
    const label = kept()[act.at()]?.label ?? 0;
    act.change([...kept(), { box, label }], kept().length);
    act.done();
    if (focus) requestAnimationFrame(() => made.at(-1)?.group.focus());
  }
  function remove(at) {
    if (!kept()[at]) return;
    act.change(
      kept().filter((_, i) => i !== at),
      Math.min(at, kept().length - 2),
    );
    act.done();
  }
  function rename(label) {
    act.change(
      kept().map((thing, i) => (i === act.at() ? { ...thing, label } : thing)),
      act.at(),
    );
    act.done();
  }
  makeDrawing(picture, {
    room: () => room,
    fine: { snap: 2, smallest: 2 },
    unit: () => unit,
    armed: () => armed,
    shape: (box) => place(outline, box ?? [0, 0, 0, 0], unit),
    drawn: (box) => box && put(box),
  });

  // ---- boxes
  function renew(count) {
    if (made.length === count) return;
    made = Array.from({ length: count }, (_, i) => {
      const one = makeBox("thing", "", { dot: 6 });
      makeMovable(picture, one, {
        get: () => act.things()[i].box,
        set: (box) => act.change(kept().with(i, { ...act.things()[i], box }), i),
        room: () => room,
        done: act.done,
        unit,
        fine: fine(),
        taken: () => act.at() !== i && act.select(i),
        gone: () => remove(i),
      });
      return one;
    });
    boxes.replaceChildren(...made.map(({ group }) => group));
  }

  return {
    shown,
    bar,
    picture,
    below,
    above,
    unit: () => unit,
    room: () => room,
    fine,
    /** Another picture: bytes (3, H, W). @param {Uint8Array} image @param {[number, number]} size width and height */
    load(image, size, says) {
      const [width, height] = size;
      room = size;
      unit = WIDE / width;
      made = [];
      picture.setAttribute("viewBox", `0 0 ${WIDE} ${height * unit}`);
      picture.setAttribute("aria-label", says);
      shown.style.aspectRatio = `${width} / ${height}`;
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(width, height);
      const plane = width * height;
      for (let i = 0; i < plane; i++) {
        for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = image[c * plane + i];
        pixels.data[4 * i + 3] = 255;
      }
      context.putImageData(pixels, 0, 0);
      const classes = act.classes();
      named.replaceChildren(...classes.map((name, at) => el("option", { value: at, text: name })));
      named.setAttribute("aria-label", word("class_of_chosen"));
      add.textContent = word("new_box");
      gone.textContent = word("drop_box");
    },
    paint() {
      const things = act.things();
      const at = act.at();
      renew(things.length);
      things.forEach(({ box, label }, i) => {
        const name = act.classes()[label];
        placeBox(made[i], box, unit, [0, -8]);
        made[i].label.textContent = name;
        made[i].group.style.setProperty("--its", colourOf(label));
        made[i].group.classList.toggle("chosen", i === at);
        made[i].group.setAttribute("aria-label", word("box_on_picture", { name, n: i + 1, all: things.length }));
      });
      named.value = String(things[at]?.label ?? 0);
      named.disabled = gone.disabled = !things[at];
      named.parentElement.hidden = act.classes().length < 2;
      add.disabled = things.length >= act.most;
    },
  };
}
