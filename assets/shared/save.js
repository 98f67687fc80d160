// Pictures to take away.

/** Offers what the address holds as a file. */
export function save(href, name) {
  const link = document.createElement("a");
  link.download = name;
  link.href = href;
  link.click();
}

/**
 * Several canvases on one sheet, as PNG.
 * @param {string} name without its ending
 * @param {string} background a colour
 * @param {{ canvas: HTMLCanvasElement, x: number, y: number }[]} parts
 */
export function savePng(name, background, width, height, parts) {
  const sheet = document.createElement("canvas");
  sheet.width = width;
  sheet.height = height;
  const ctx = sheet.getContext("2d");
  ctx.fillStyle = background;
  ctx.fillRect(0, 0, width, height);
  for (const { canvas, x, y } of parts) ctx.drawImage(canvas, x, y);
  save(sheet.toDataURL("image/png"), `${name}.png`);
}
