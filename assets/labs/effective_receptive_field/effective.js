// The effective receptive field on the picture, magnified, and as a cut through its middle. Pointing sends nothing.
import { el, view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { ARROWS, clamp, moved, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makePanel, shareOf, takeKeys } from "../../shared/panel.js";
import { makeFit } from "../../shared/room.js";
import { word } from "../../shared/words.js";
import { drawCut, drawMap, drawPicture, layout, makeImages } from "./drawing.js";
import { brief, middleOf, sentence } from "./profile.js";

export default function mount({ parentElement, data }) {
  const shown = view(parentElement, "receptive", create);
  shown.update(unpack(data));
  return shown.destroy;
}

function create(root) {
  let header = null;
  let values = null; // of the field, row by row
  let images = null; // photo, heat and glow
  let peak = 1;
  /** @type {[number, number]} */
  let at = [0, 0]; // the pixel pointed at, inside of the theoretical field

  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const picture = makePanel("picture");
  const map = makePanel("map");
  const cut = makePanel("cut");
  const panels = { picture, map, cut };
  takeKeys(map);
  picture.stack.setAttribute("role", "img");
  cut.stack.setAttribute("role", "img");
  cut.overlay.remove(); // nothing is pointed at there
  const side = el("div", { class: "side" }, map.figure, cut.figure);
  const sum = el("p", { class: "sum" });
  root.append(el("div", { class: "board" }, picture.figure, side), sum);
  const status = makeStatus(root);
  const unwatch = watchLook(root, draw);

  // ---- the hand
  function point(y, x) {
    at = [clamp(Math.floor(y), header.size), clamp(Math.floor(x), header.size)];
    draw();
  }
  map.overlay.addEventListener("pointermove", (event) => {
    const [u, v] = shareOf(map.overlay, event);
    point(v * header.size, u * header.size);
  });
  picture.overlay.addEventListener("pointermove", (event) => {
    const [u, v] = shareOf(picture.overlay, event);
    const [height, width] = header.picture;
    point(v * height - header.box[0], u * width - header.box[1]);
  });
  root.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS) || event.target !== map.stack) return;
    at = moved(at, ARROWS[event.key], [header.size, header.size]);
    draw();
    usedUp(event);
  });

  // ---- drawing
  function paintAll() {
    if (!header) return;
    layout(panels, root, header.picture, fit);
    drawPicture(picture, header, images.photo, images.glow);
    drawMap(map, header, images.heat, at);
    drawCut(cut, header, values, paint.theme(root));
    const [row, column] = at;
    const value = values[row * header.size + column];
    sum.textContent = sentence(at, value, peak);
    status.say(sum.textContent);
    const frames = Number(root.dataset.frames || 0) + 1; // tests read these
    Object.assign(root.dataset, { row, column, value, frames });
    if (fit.over(Math.max(picture.height, map.height + cut.height))) draw();
  }
  function name() {
    const { size, width } = header;
    const shape = header.picture.join(" × ");
    picture.text.textContent = word("fields", { caption: header.caption, shape, size });
    map.text.textContent = word("from_black", { what: header.what, peak: brief(peak) });
    cut.text.textContent = word("added_up");
    const labels = {
      map: word("effective_field", { size }),
      picture: word("fields_on_picture", { size, width: width.toFixed(1) }),
      cut: word("cut_of_field"),
    };
    for (const [kind, label] of Object.entries(labels)) panels[kind].stack.setAttribute("aria-label", label);
  }

  return {
    update({ header: next, arrays }) {
      if (header?.size !== next.size) {
        const middle = Math.floor(middleOf(next.size));
        at = [middle, middle];
      }
      header = next;
      values = arrays.map;
      peak = Math.max(...values) || 1;
      const [height, width] = header.picture;
      const pixel = (y, x) => arrays.picture.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      const photo = paint.raster(height, width, pixel);
      images = { photo, ...makeImages(values, header.size, peak, { sequential: arrays.sequential }) };
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      name();
      draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}
