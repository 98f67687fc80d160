// Colour bars: with the numbers of the ends and the middle, or as a bare strip.
import { grown } from "./chart.js";
import { brief } from "./format.js";
import * as paint from "./paint.js";
import { word } from "./words.js";

const STRIP = 128; // colours

/** Colours from low to high on a canvas that CSS stretches. */
export function strip(canvas, colour, [low, high]) {
  const at = (x) => low + ((x + 0.5) / STRIP) * (high - low);
  paint.fill(
    canvas,
    paint.raster(1, STRIP, (_y, x) => colour(at(x))),
  );
}

export function bar(canvas, colour, [low, high], look, name = "") {
  const width = 260,
    type = 13.5 * grown(),
    ctx = paint.size(canvas, width, 24 + type);
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = `rgb(${colour(low + ((x + 0.5) / width) * (high - low)).join(",")})`;
    ctx.fillRect(x, 4, 1, 12);
  }
  ctx.fillStyle = look.text;
  ctx.font = `${type}px ${look.font}`;
  ctx.textBaseline = "top";
  [
    [low, 0, "left"],
    [(low + high) / 2, width / 2, "center"],
    [high, width, "right"],
  ].forEach(([value, x, align]) => {
    ctx.textAlign = align;
    ctx.fillText(brief(value), x, 20);
  });
  canvas.setAttribute("role", "img");
  const ends = { low: brief(low), high: brief(high) };
  canvas.setAttribute("aria-label", name ? word("colour_bar_of", { name, ...ends }) : word("colour_bar", ends));
}
