// A colour bar with the numbers of its ends and its middle.
import { brief } from "./format.js";
import * as paint from "./paint.js";

export function bar(canvas, colour, [low, high], look, name = "") {
  const width = 260,
    ctx = paint.size(canvas, width, 36);
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = `rgb(${colour(low + ((x + 0.5) / width) * (high - low)).join(",")})`;
    ctx.fillRect(x, 4, 1, 12);
  }
  ctx.fillStyle = look.text;
  ctx.font = `12px ${look.font}`;
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
  canvas.setAttribute("aria-label", `colour bar${name && ` of the ${name}`} from ${brief(low)} to ${brief(high)}`);
}
