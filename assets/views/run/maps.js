// The feature maps of one picture, layer by layer, and what the network says of it.
import { node } from "../../shared/dom.js";
import { percent, short, sizes, whole } from "../../shared/format.js";
import * as paint from "../../shared/paint.js";
import { word } from "../../shared/words.js";
import { drawScale, magnitude, makeChoice, makeFigure, probe, signed } from "./figures.js";
import { drawTiles } from "./tiles.js";

const MANY = 12; // of a network with more layers, those inside its blocks are shown one at a time
const ALL_LAYERS = { most: 52, least: 16, height: 110 }; // px
const STAGED = { most: 96, least: 8, gap: 8, lines: 6, columns: 4 }; // px; below each other, and beside at most
const ONE_LAYER = { most: 170, height: 520 };
const UNITS = { height: 22, widest: 40 }; // a layer without rows and columns
const BEST = 3; // answers of the network

/**
 * @param {HTMLElement} parent
 * @param {import("./scene.js").Scene} scene
 * @param {ReturnType<typeof import("./pictures.js").makePictures>} pictures
 * @param {() => void} show fetches another layer
 */
export function makeMaps(parent, scene, pictures, show) {
  const figure = makeFigure(parent, "maps", word("feature_maps"));
  const named = { role: "group", "aria-label": word("picture_of_maps") };
  const picker = node("div", "thumbs picker", figure.top, named);
  const says = node("p", "says", figure.top);
  const choice = makeChoice(figure.top, word("layer"), (layer) => {
    scene.mapLayer = layer;
    show();
  });
  const layers = node("div", "layers", figure.body);

  function makeRow() {
    const row = node("div", "layer", layers);
    node("span", "name", row);
    node("div", "scale", row);
    node("canvas", "", node("div", "stack", row, { role: "img" }));
  }

  function drawLayer(row, entry, room) {
    const [name, bar, stack] = row.children;
    const canvas = stack.firstChild;
    const { layer, limit } = entry;
    const [count, height, width] = entry.shape;
    const units = height === 1 && count === 1;
    const title = `${layer}: ${units ? word("units", { n: whole(width) }, width) : mapsInWords(entry)}`;
    name.textContent = title;
    drawScale(bar, limit, entry.signed, scene.luts);
    const low = entry.signed ? short(-limit) : "0";
    stack.setAttribute("aria-label", word("values_range", { title, low, high: short(limit) }));

    const value = (byte) => (entry.signed ? ((byte - 128) / 127) * limit : (byte / 255) * limit);
    const colour = entry.signed ? signed(scene.luts, limit) : magnitude(scene.luts, limit);
    const across = stack.clientWidth || figure.body.clientWidth;
    const at = (map, y, x) => value(entry.bytes[(map * height + y) * width + x]);
    if (units) {
      const find = drawUnits(canvas, across, width, (x) => colour(at(0, 0, x)));
      const inWords = (x) => word("unit_value", { layer, unit: find(x) + 1, value: short(at(0, 0, find(x))) });
      probe(canvas, figure.under, inWords);
      return;
    }
    const tile = (map) => ({ rows: height, columns: width, pixel: (y, x) => colour(at(map, y, x)) });
    const tiles = Array.from({ length: count }, (_, map) => tile(map));
    const find = drawTiles(canvas, across, tiles, room);
    probe(canvas, figure.under, (x, y) => {
      const hit = find(x, y);
      if (!hit) return "";
      const value = short(at(hit.tile, hit.row, hit.column));
      return word("map_value", { layer, map: hit.tile + 1, row: hit.row + 1, column: hit.column + 1, value });
    });
  }

  // The more layers there are, the more stand beside each other, and then with their names above their maps.
  function stagedRoom(count, high) {
    const columns = Math.max(2, Math.min(STAGED.columns, Math.ceil(count / STAGED.lines)));
    const compact = columns > 2;
    layers.classList.toggle("compact", compact);
    layers.style.setProperty("--columns", String(columns));
    const name = compact ? layers.querySelector(".name").offsetHeight : 0;
    return { ...STAGED, height: high / Math.ceil(count / columns) - STAGED.gap - name };
  }

  return {
    figure: figure.figure,
    body: figure.body,
    /** @param {string[]} names of the layers */
    offer(names) {
      const deep = names.length > MANY && names.some((name) => name.includes("."));
      const all = word(deep ? "not_in_blocks" : "all_layers");
      choice.offer([["", all], ...names.map((name) => [name, name])], scene.mapLayer);
    },
    drawPicker() {
      const list = [...new Set([scene.picture, ...scene.about.offered])];
      const label = (index) => word("watch", { picture: whole(index), name: pictures.named(index) });
      pictures.thumbs(
        picker,
        list.map((index) => ({ index, key: index, label: label(index) })),
      );
      for (const button of picker.children) {
        button.setAttribute("aria-pressed", Number(button.dataset.index) === scene.picture);
      }
    },
    /** @param {any} drawn the snapshot @param {number} high px of all layers on a stage, Infinity elsewhere */
    draw(drawn, high) {
      const list = layersOf(drawn);
      while (layers.children.length > list.length) layers.lastChild.remove();
      while (layers.children.length < list.length) makeRow();
      const shared = high < Infinity ? stagedRoom(list.length, high) : ALL_LAYERS;
      const room = drawn.oneLayer ? { ...ONE_LAYER, height: Math.min(ONE_LAYER.height, high) } : shared;
      list.forEach((entry, i) => drawLayer(layers.children[i], entry, room));
      const its = drawn.header.picture;
      const answers = bestAnswers(drawn.arrays.probabilities, scene.about.classes);
      says.textContent = word("network_says", { picture: whole(its), name: pictures.named(its), answers });
    },
  };
}

// The layers that are shown, each with its bytes and their shape.
function layersOf({ header, arrays, oneLayer }) {
  if (oneLayer) return [{ ...oneLayer.header, bytes: oneLayer.arrays.maps, shape: oneLayer.header.arrays[0].shape }];
  const shapes = Object.fromEntries(header.arrays.map((entry) => [entry.name, entry.shape]));
  const shown = header.maps.filter(({ layer }) => header.maps.length <= MANY || !layer.includes("."));
  return shown.map((entry) => {
    const name = `map ${entry.layer}`;
    return { ...entry, bytes: arrays[name], shape: shapes[name] };
  });
}

function mapsInWords({ count, shape: [shown, height, width] }) {
  const n = shown < count ? word("some_of", { n: shown, all: whole(count) }) : whole(shown);
  return word("maps", { n, size: sizes([height, width]) }, count);
}

function bestAnswers(probabilities, classes) {
  const answers = Array.from(probabilities, (p, i) => ({ p, name: classes[i] }));
  const best = answers.sort((a, b) => b.p - a.p).slice(0, BEST);
  return best.map(({ p, name }) => `${name} (${percent(p)})`).join(", ");
}

// One row of cells; returns which unit is at x px.
function drawUnits(canvas, across, count, colour) {
  const cell = Math.min(across / count, UNITS.widest);
  const ctx = paint.size(canvas, cell * count, UNITS.height);
  ctx.imageSmoothingEnabled = false;
  const row = paint.raster(1, count, (_y, x) => colour(x));
  ctx.drawImage(row, 0, 0, cell * count, UNITS.height);
  return (x) => Math.min(count - 1, Math.floor(x / cell));
}
