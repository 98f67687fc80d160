// One signal slid over another. Above: f, the moving one and their product, whose area is the result; below: the result.
// Samples arrive once; hovering, scrubbing and playing look them up and send nothing to the server.
import { node, view } from "../../shared/dom.js";
import { makeFrame, makeStatus, watchLook } from "../../shared/frame.js";
import { usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import * as paint from "../../shared/paint.js";
import { makeFit } from "../../shared/room.js";
import { savePng } from "../../shared/save.js";
import { makeTransport } from "../../shared/transport.js";
import { word } from "../../shared/words.js";
import { COLOURS, indexAt, makeScale } from "./plot.js";
import { drawProduct } from "./product.js";
import { drawResult } from "./result.js";
import { bounds, sentence, timeOf } from "./shift.js";

const inTransport = () => ({
  previous: word("previous_position"),
  next: word("next_position"),
  slider: word("shift_of_signal"),
  speed: (seconds) => word("seconds_a_pass", { seconds }),
});

const UPPER = 0.56; // share of the height that the upper plot has

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "explorer", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  /** @type {import("./shift.js").Shift} */
  const state = { header: null, arrays: null, k: 0, pin: null };
  let scale = null; // of the plots that are drawn
  let send = (_name, _value) => {};
  let seen = "";

  const fit = makeFit(root);
  const frame = makeFrame(root, paintAll);
  const { draw } = frame;
  const plots = { top: makeFigure(root), bottom: makeFigure(root) };
  const sum = node("p", "sum", root);
  const transport = makeTransport(root, inTransport(), {
    now: () => state.k,
    first: () => bounds(state).first,
    last: () => bounds(state).last,
    stride: () => bounds(state).stride,
    go,
  });
  transport.button("PNG", word("take_picture"), takeAway);
  const status = makeStatus(root);
  const unwatch = watchLook(root, draw);

  function go(k) {
    const { first, last } = bounds(state);
    state.k = Math.min(last, Math.max(first, k));
    draw();
  }
  function pin() {
    state.pin = state.pin === state.k ? null : state.k;
    send("pin", state.pin === null ? null : timeOf(state.header, state.pin));
    draw();
  }

  // ---- the hand
  for (const { canvas } of Object.values(plots)) {
    const point = (event) => {
      if (scale) transport.to(indexAt(scale, state.header, event.clientX - canvas.getBoundingClientRect().left));
    };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", () => {
      if (state.pin !== null) go(state.pin);
    });
    canvas.addEventListener("click", (event) => {
      point(event);
      pin();
    });
  }
  root.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("[role=application]")) return;
    const { first, last, stride } = bounds(state);
    const far = event.shiftKey ? 1 : stride;
    if (event.key === "ArrowLeft") transport.to(state.k - far);
    else if (event.key === "ArrowRight") transport.to(state.k + far);
    else if (event.key === "Home") transport.to(first);
    else if (event.key === "End") transport.to(last);
    else if (event.key === " ") transport.toggle();
    else if (event.key === "Enter") pin();
    else return;
    usedUp(event);
  });

  // ---- drawing
  function paintAll(now) {
    if (!state.header) return;
    if (transport.playing) state.k = transport.played(now);
    const look = paint.theme(root);
    scale = makeScale(state.header, Math.max(240, root.clientWidth));
    const tall = fit.tall(scale.width < 500 ? 420 : 500);
    drawProduct(plots.top.canvas, scale, Math.round(UPPER * tall), state, look);
    drawResult(plots.bottom.canvas, scale, Math.round((1 - UPPER) * tall), state, look);
    const text = sentence(state);
    sum.textContent = text;
    transport.show(text);
    status.say(text);
    const { header, arrays, k } = state;
    Object.assign(root.dataset, { place: k, value: arrays.y[k], time: timeOf(header, k) }); // tests read these
    if (transport.playing || fit.over(tall)) draw();
  }
  function takeAway() {
    const [top, bottom] = [plots.top.canvas, plots.bottom.canvas];
    savePng(state.header.file, paint.theme(root).background, top.width, top.height + bottom.height, [
      { canvas: top, x: 0, y: 0 },
      { canvas: bottom, x: 0, y: top.height },
    ]);
  }

  return {
    update({ header, arrays }, set) {
      Object.assign(state, { header, arrays, pin: header.pin });
      send = set;
      nameFigures(plots, header, arrays);
      transport.span();
      if (header.id !== seen || state.pin !== null) state.k = header.start;
      seen = header.id;
      root.style.setProperty("--accent", header.accent);
      root.setAttribute("role", "group");
      root.setAttribute("aria-label", header.title);
      go(state.k);
    },
    destroy() {
      unwatch();
      frame.stop();
      status.stop();
      root.remove();
    },
  };
}

function makeFigure(root) {
  const figure = node("figure", "", root);
  const stack = node("div", "stack", figure, { tabindex: 0, role: "application" });
  return { stack, canvas: node("canvas", "", stack), caption: node("figcaption", "", figure) };
}

function nameFigures({ top, bottom }, { names, accent }, { exact }) {
  top.caption.replaceChildren(swatch(COLOURS.f, names.f), swatch(COLOURS.g, names.g), swatch(accent, word("product")));
  bottom.caption.replaceChildren(swatch(COLOURS.y, names.y));
  if (exact) bottom.caption.append(swatch("currentColor", word("integral")));
  top.stack.setAttribute("aria-label", word("sliding", { f: names.f, g: names.g }));
  bottom.stack.setAttribute("aria-label", word("result_of_sliding", { y: names.y }));
}

function swatch(colour, text) {
  const item = document.createElement("span");
  const patch = document.createElement("i");
  item.style.cssText = "display:inline-flex;align-items:center;gap:.4rem;margin:0 .7rem";
  const shape = "display:inline-block;width:1.1rem;height:.35rem;border-radius:.2rem";
  patch.style.cssText = `${shape};background:${colour};outline:1px solid #0004`;
  item.append(patch, text);
  return item;
}
