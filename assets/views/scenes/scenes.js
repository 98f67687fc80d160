// What a trained network finds in scenes that it has never seen; the page says which scene, and how it is shown.
import { node, view } from "../../shared/dom.js";
import { makeFrame, watchLook } from "../../shared/frame.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { makePanels } from "./panels.js";

export default function mount({ parentElement, data }) {
  const shown = view(parentElement, "scenes", create);
  shown.update(unpack(data));
  return shown.destroy;
}

function create(root) {
  let message = null;
  let panels = null;
  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const place = node("div", "", root);
  const unwatch = watchLook(root, frame.draw);

  function paintAll() {
    if (!message) return;
    const tall = fit.tall(Infinity, message.header.task);
    panels.draw(message, message, message.header.settings, paint.theme(root), tall);
    if (fit.room() && fit.over(Math.min(tall, root.clientHeight))) frame.draw();
  }
  return {
    update(given) {
      if (panels && given.header.task !== message.header.task) {
        place.replaceChildren();
        panels = null;
      }
      message = given;
      panels ??= makePanels(place, given.header.task);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", given.header.title);
      frame.draw();
    },
    destroy() {
      unwatch();
      frame.stop();
      root.remove();
    },
  };
}
