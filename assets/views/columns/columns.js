// A whole network on one screen. Pointing at a map lights those that it reads, without a message to the server; choosing
// one sends its place. A forward pass can be played, or walked step by step.
import { grown } from "../../shared/chart.js";
import { el, node, view } from "../../shared/dom.js";
import { makeFrame, watchLook } from "../../shared/frame.js";
import { ARROWS, clamp, usedUp } from "../../shared/moves.js";
import { unpack } from "../../shared/pack.js";
import { raster, size, theme } from "../../shared/paint.js";
import { roomOf } from "../../shared/room.js";
import { makeTransport } from "../../shared/transport.js";
import { word } from "../../shared/words.js";
import { drawArc, drawColumn, drawLink, drawNames, drawPicture, drawScores, mark, strip } from "./drawn.js";
import { hit, layout } from "./layout.js";
import { makeNetwork } from "./network.js";

const SHARE = 0.62; // of the window's height
const PHONE = 600; // px
const FOOT = 24; // px for arcs below the maps
const HEAD = 78; // px for names above them, where these are not too small to be read

export default function mount({ parentElement, data, setStateValue }) {
  const shown = view(parentElement, "columns", create);
  shown.update(unpack(data), setStateValue);
  return shown.destroy;
}

function create(root) {
  const plate = node("div", "plate", root);
  const canvas = node("canvas", "", plate, { "aria-hidden": "true" });
  const tree = node("ul", "tree", plate, { role: "tree", tabindex: 0 });
  const said = node("p", "said", root, { role: "status" });
  let header, arrays, network, laid, strips, photo;
  let send = (_name, _value) => {};
  let at = null; // [column, map] pointed at
  let place = 0; // columns computed so far
  let head = 0;
  const frame = makeFrame(root, paint);
  const transport = makeTransport(
    root,
    {
      previous: word("whole_previous"),
      next: word("whole_next"),
      slider: word("whole_slider"),
      speed: (seconds) => word("whole_takes", { seconds }),
    },
    {
      now: () => place,
      first: () => 0,
      last: () => header?.columns.length ?? 0,
      go: (to) => {
        place = clamp(to, header.columns.length + 1);
        frame.draw();
      },
    },
  );
  const unwatch = watchLook(root, () => {
    arrange();
    frame.draw();
  });

  // ---- what stands where
  function arrange() {
    if (!header) return;
    const wide = root.clientWidth;
    const phone = wide < PHONE;
    const others = transport.bar.offsetHeight + Math.max(said.offsetHeight, 3.2 * 16 * grown()) + 16;
    const room = roomOf(root) ? roomOf(root) - others : Math.min(SHARE * window.innerHeight, 620);
    head = phone || grown() > 1 ? 0 : HEAD;
    const high = Math.max(phone ? 260 : 200, room - FOOT - head);
    const side = phone ? 70 : Math.min(150, high / 2, wide / 8);
    const scores = header.scores.length ? (phone ? 110 : Math.min(170 * grown(), wide / 6)) : 0;
    const given = header.columns.map(({ shown, size: [h, w] }) => ({ shown, units: h * w === 1 }));
    laid = { ...layout(given, wide, high, side, scores, phone ? 12 : 5), high, scores };
    plate.style.height = `${head + high + FOOT}px`;
  }

  // ---- what is drawn
  const boxOf = (c, m) => (c < 0 ? laid.picture : laid.columns[c][m]);

  function paint(now) {
    if (!header || !laid) return;
    if (transport.playing) {
      place = transport.played(now);
      frame.draw();
    }
    const look = theme(root);
    const ctx = size(canvas, laid.width, head + laid.high + FOOT);
    ctx.translate(0, head);
    const read = at ? network.readBy(at) : [];
    const lit = new Set(read.map(([c, m]) => `${c}.${c < 0 ? 0 : m}`));
    const bright = (c, m) => c < place && (!at || (c === at[0] && m === at[1]) || lit.has(`${c}.${m}`));
    drawPicture(ctx, photo, laid.picture, !at || at[0] < 0 || lit.has("-1.0"));
    header.columns.forEach(({ size: cells, sources }, c) => {
      drawColumn(ctx, strips[c], cells, laid.columns[c], (m) => bright(c, m));
      for (const { column } of sources) {
        if (column >= 0 && column !== c - 1) drawArc(ctx, laid.columns[column], laid.columns[c], laid.high, look.line);
      }
    });
    const last = laid.columns.length - 1;
    if (place > last) {
      drawScores(ctx, header.scores, laid.right, laid.scores - 8, laid.high, look, (m) => laid.columns[last][m]);
    }
    if (place > 0 && place <= last + 1 && !at && place !== header.columns.length) wave(ctx, place - 1);
    if (at) {
      const most = Math.max(...read.map(([, , weight]) => Math.abs(weight ?? 0)), 1e-12);
      for (const [c, m, weight] of read) drawLink(ctx, boxOf(c, m), boxOf(...at), weight, most);
      mark(ctx, boxOf(...at), header.accent);
    }
    if (head) drawNames(ctx, header.columns, laid.columns, look);
    transport.show(place > 0 ? header.columns[place - 1].title : word("whole_slider"));
    Object.assign(root.dataset, { at: at ? at.join() : "", place: String(place), lit: [...lit].sort().join(" ") });
  }

  /** While a column is computed, links lead to it from all that it reads. */
  function wave(ctx, c) {
    ctx.globalAlpha = 0.25;
    laid.columns[c].forEach((box, m) => {
      for (const [source, below, weight] of network.readBy([c, m])) drawLink(ctx, boxOf(source, below), box, weight, 1);
    });
    ctx.globalAlpha = 1;
  }

  // ---- what is said
  function point(to) {
    if (String(to) === String(at)) return;
    at = to;
    tree.setAttribute("aria-activedescendant", at && at[0] >= 0 ? `${header.id}-${at[0]}` : `${header.id}-p`);
    said.textContent = at ? network.sentence(at) : word("whole_hint");
    frame.draw();
  }
  listen(canvas, tree, {
    find: (x, y) => hit(laid, x, y - head),
    now: () => at,
    point,
    choose: (to) => to && to[0] >= 0 && send("selected", to),
    mapsOf: (c) => (c < 0 ? 1 : header.columns[c].shown),
    last: () => header.columns.length - 1,
  });

  function build() {
    strips = header.columns.map(({ size: cells, shown }, c) => strip(arrays[`m${c}`], shown, cells, arrays.diverging));
    const [, h, w] = header.picture;
    photo = raster(h, w, (y, x) => [0, 1, 2].map((c) => arrays.picture[(c * h + y) * w + x]));
    const item = (id, text) => el("li", { role: "treeitem", id: `${header.id}-${id}`, text });
    tree.replaceChildren(
      item("p", word("whole_picture", { height: h, width: w })),
      ...header.columns.map(({ title, description }, c) => item(c, `${title} · ${description}`)),
    );
    tree.setAttribute("aria-label", header.title);
  }

  return {
    update(message, set) {
      ({ header, arrays } = message);
      send = set;
      network = makeNetwork(header, arrays);
      at = null;
      place = header.columns.length;
      said.textContent = word("whole_hint");
      build();
      transport.span();
      arrange();
      frame.draw();
      root.dataset.drawn = String(Number(root.dataset.drawn || 0) + 1);
    },
    destroy() {
      frame.stop();
      unwatch();
      root.remove();
    },
  };
}

/** The pointer, and the keys: left and right from column to column, up and down from map to map. */
function listen(canvas, tree, { find, now, point, choose, mapsOf, last }) {
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return find(event.clientX - box.left, event.clientY - box.top);
  };
  canvas.addEventListener("pointermove", (event) => point(placeOf(event)));
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("click", (event) => {
    const to = placeOf(event);
    point(to);
    choose(to);
  });
  tree.addEventListener("blur", () => point(null));
  tree.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(now());
    else if (event.key === "Escape") point(null);
    else if (event.key in ARROWS) {
      const [down, right] = ARROWS[event.key];
      const [c, m] = now() ?? [-1, 0];
      const column = clamp(c + 1 + right, last() + 2) - 1;
      point([column, clamp(m + down, mapsOf(column))]);
    } else return;
    usedUp(event);
  });
}
