// The effective field on the picture, magnified, and as a cut.
import * as paint from "../../shared/paint.js";
import { bell, columnShares, middleOf } from "./profile.js";

const NARROW = 720; // px: the panels stand one below the other
const DIMMED = "rgba(0,0,0,.35)";
const FOOT = 4; // px below the cut

/** Gives the panels their sizes. */
export function layout({ picture, map, cut }, root, [height, across], fit) {
  const width = Math.max(240, root.clientWidth);
  const stacked = width < NARROW;
  root.classList.toggle("stacked", stacked);
  const tall = fit.tall(Math.min(760, Math.max(260, window.innerHeight * 0.68)));
  root.classList.toggle("staged", fit.room() > 0);
  const scale = Math.min((stacked ? width - 4 : width - 380) / across, tall / height);
  picture.width = across * scale;
  picture.height = height * scale;
  map.width = map.height = stacked ? Math.min(width - 4, 340) : Math.min(330, tall * 0.62);
  cut.width = map.width;
  cut.height = fit.room() ? Math.min(120, 0.14 * fit.room()) : 120;
  // a long caption must not widen its figure
  for (const panel of [picture, map, cut]) panel.text.style.maxWidth = `${panel.width}px`;
}

/**
 * The field as colours, and as a glow that the picture shows through.
 * @param {Float32Array} values
 * @param {number} size rows and columns
 */
export function makeImages(values, size, peak, luts) {
  const colour = paint.colourer(luts, "magnitude", [0, peak]);
  const pixel = (y, x) => colour(values[y * size + x]);
  const heat = paint.raster(size, size, pixel);
  const glow = paint.raster(size, size, pixel);
  const ctx = glow.getContext("2d");
  const pixels = ctx.getImageData(0, 0, size, size);
  for (let i = 0; i < size * size; i++) pixels.data[4 * i + 3] = 255 * Math.sqrt(values[i] / peak);
  ctx.putImageData(pixels, 0, 0);
  return { heat, glow };
}

/** The picture, dimmed, with the glow, the theoretical field and two standard deviations. */
export function drawPicture({ base, overlay, width, height }, header, photo, glow) {
  const scale = width / header.picture[1];
  const [top, left] = header.box.map((pixels) => pixels * scale);
  const side = header.size * scale;
  const ctx = paint.size(base, width, height);
  paint.picture(ctx, photo, width, height);
  ctx.fillStyle = DIMMED;
  ctx.fillRect(0, 0, width, height);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(glow, left, top, side, side);
  const over = paint.size(overlay, width, height);
  paint.outline(over, left, top, side, side, header.accent, { line: 3, least: 9 });
  const middle = middleOf(header.size) + 0.5;
  const [y, x] = header.box.map((pixels) => (pixels + middle) * scale);
  drawRing(over, x, y, 2 * header.width * scale);
}

/** The field, with two standard deviations and the pixel that is pointed at: its row and column. */
export function drawMap({ base, overlay, width, height }, header, heat, [row, column]) {
  const cell = width / header.size;
  const ctx = paint.size(base, width, height);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(heat, 0, 0, width, height);
  const over = paint.size(overlay, width, height);
  drawRing(over, width / 2, height / 2, 2 * header.width * cell);
  paint.outline(over, column * cell, row * cell, cell, cell, header.accent, { line: 2, least: 9 });
}

function drawRing(ctx, x, y, radius) {
  ctx.setLineDash([6, 4]);
  for (const [colour, thick] of [
    ["rgba(0,0,0,.8)", 4],
    ["#fff", 2],
  ]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = thick;
    ctx.beginPath();
    ctx.arc(x, y, Math.max(1, radius), 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** All rows added up, against the Gaussian of the same width: what the theory speaks about. */
export function drawCut({ base, width, height }, header, values, look) {
  const { size } = header;
  const ctx = paint.size(base, width, height);
  const step = width / size;
  const bottom = height - FOOT;
  const shares = columnShares(values, size);
  const gauss = (x) => bell(x, middleOf(size), header.width);
  const most = Math.max(...shares, header.width ? gauss(middleOf(size)) : 0);
  const down = (v) => bottom * (1 - (0.95 * v) / most);
  ctx.fillStyle = look.line;
  shares.forEach((v, x) => ctx.fillRect(x * step, down(v), Math.max(1, step - 0.5), bottom - down(v)));
  if (!header.width) return;
  ctx.strokeStyle = look.text;
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let x = -0.5; x <= size - 0.5; x += 0.1) ctx.lineTo((x + 0.5) * step, down(gauss(x)));
  ctx.stroke();
}
