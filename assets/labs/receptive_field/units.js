// The units of the layer as a grid, the fields of all layers as bars, and how large the panels are.
import { line } from "../../shared/chart.js";
import * as paint from "../../shared/paint.js";

const NARROW = 720; // px: the panels stand one below the other
const LARGEST_CELL = 40;
const SEEN_CELL = 4; // px of a cell whose lines are drawn
const BARS = 76; // px

/** Gives the panels their sizes. */
export function layout({ picture, map, sees }, root, { size }, { units }, fit) {
  const width = Math.max(240, root.clientWidth);
  const stacked = width < NARROW;
  root.classList.toggle("stacked", stacked);
  const tall = fit.tall(Math.min(760, Math.max(260, window.innerHeight * 0.68)), size.join());
  root.classList.toggle("staged", fit.room() > 0);
  const whole = fit.room();
  const side = stacked ? Math.min(180, width / 2 - 16) : 230;
  const room = stacked ? width - 4 : width - 60 - side * (whole ? 2 : 1);
  const [height, across] = size;
  const scale = Math.min(room / across, tall / height, 24);
  picture.width = across * scale;
  picture.height = height * scale;
  const [rows, columns] = units;
  const cell = Math.min(side / Math.max(rows, columns), LARGEST_CELL);
  map.width = Math.max(6, columns * cell);
  map.height = Math.max(6, rows * cell);
  sees.width = sees.height = side;
  for (const panel of [picture, sees]) panel.text.style.maxWidth = `${panel.width}px`;
  map.text.style.maxWidth = `${side}px`;
}

export function drawMap({ base, overlay, width, height }, { units }, [row, column], accent, look) {
  const [rows, columns] = units;
  const cx = width / columns;
  const cy = height / rows;
  const ctx = paint.size(base, width, height);
  ctx.fillStyle = look.background;
  ctx.fillRect(0, 0, width, height);
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  if (cx >= SEEN_CELL) {
    ctx.beginPath(); // one path: where lines cross, a pale colour is not laid on twice
    for (let i = 1; i < rows; i++) {
      ctx.moveTo(0, i * cy);
      ctx.lineTo(width, i * cy);
    }
    for (let i = 1; i < columns; i++) {
      ctx.moveTo(i * cx, 0);
      ctx.lineTo(i * cx, height);
    }
    ctx.stroke();
  }
  ctx.strokeRect(0.5, 0.5, width - 1, height - 1);
  const over = paint.size(overlay, width, height);
  paint.outline(over, column * cx, row * cy, cx, cy, accent, { line: 3, least: 11, fill: 0.6 });
}

// A bar for the field of each layer; dashed: how high the picture is.
export function drawSizes(canvas, width, scene, look) {
  const { header, layer } = scene;
  const ctx = paint.size(canvas, width, BARS);
  const most = Math.max(...header.layers.map((one) => one.size[0]), header.size[0]);
  const wide = width / header.layers.length;
  const bottom = BARS - 2;
  const down = (pixels) => bottom * (1 - (0.96 * pixels) / most);
  header.layers.forEach((one, i) => {
    const top = down(one.size[0]);
    ctx.fillStyle = look.line;
    ctx.fillRect(i * wide + 0.5, top, Math.max(1, wide - 1), bottom - top);
    if (i !== layer) return;
    paint.outline(ctx, i * wide, top, Math.max(5, wide), bottom - top, header.accent, { line: 2, fill: 0.6 });
  });
  ctx.strokeStyle = look.text;
  ctx.setLineDash([5, 4]);
  line(ctx, 0, down(header.size[0]), width, down(header.size[0]));
  ctx.setLineDash([]);
}
