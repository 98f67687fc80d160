// Colours of values: tables of 256 entries from Python, and greys.

/** @typedef {[number, number, number]} Colour red, green and blue, 0 to 255 */
/** @typedef {{ diverging?: Uint8Array, sequential?: Uint8Array }} Tables 256 colours each */
/** @typedef {"signed" | "magnitude" | "grey"} Kind */

const GREYS = Array.from({ length: 256 }, (_, i) => [i, i, i]);
const UNKNOWN = [128, 128, 128]; // not a number

/**
 * The colour of each value. Signed values lie around the middle of the diverging table, which is white; of a magnitude
 * the size counts; grey goes from black at the low limit to white at the high one.
 * The colours are made once: a picture asks for them a quarter of a million times.
 * @param {Tables} luts
 * @param {Kind} kind
 * @param {number[]} limits
 */
export function colourer(luts, kind, [low, high]) {
  if (kind === "signed" || kind === "magnitude") {
    const lut = kind === "signed" ? luts.diverging : luts.sequential;
    const limit = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const colours = Array.from({ length: 256 }, (_, i) => [lut[3 * i], lut[3 * i + 1], lut[3 * i + 2]]);
    const scale = kind === "signed" ? 127.5 / limit : 255 / limit;
    const shift = kind === "signed" ? 127.5 : 0;
    return (v) => {
      if (Number.isNaN(v)) return UNKNOWN;
      // zero sits between the two middle entries, which are both white
      const i = Math.round((shift ? v : Math.abs(v)) * scale + shift);
      return colours[i < 0 ? 0 : i > 255 ? 255 : i];
    };
  }
  const scale = 255 / (high - low || 1);
  return (v) => {
    const i = Math.round((v - low) * scale);
    return GREYS[i < 0 ? 0 : i > 255 ? 255 : i] ?? UNKNOWN;
  };
}

/**
 * The colours of many values at once, as a canvas holds them: 0xAABBGGRR, little endian, as every browser's machine is.
 * @param {ArrayLike<number>} values
 * @param {Tables} luts
 * @param {Kind} kind
 * @param {number[]} limits
 */
export function coloured(values, luts, kind, [low, high], pixels = new Uint32Array(values.length)) {
  const signed = kind === "signed";
  const sized = kind === "magnitude";
  const lut = signed ? luts.diverging : luts.sequential;
  const colours = Uint32Array.from({ length: 256 }, (_, i) => {
    const [r, g, b] = signed || sized ? lut.subarray(3 * i, 3 * i + 3) : [i, i, i];
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  });
  const limit = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const scale = signed ? 127.5 / limit : sized ? 255 / limit : 255 / (high - low || 1);
  const shift = signed ? 127.5 : sized ? 0 : -low * scale;
  for (let k = 0; k < values.length; k++) {
    const v = sized ? Math.abs(values[k]) : values[k];
    const i = Math.floor(v * scale + shift + 0.5);
    pixels[k] = Number.isNaN(v) ? 0xff808080 : colours[i < 0 ? 0 : i > 255 ? 255 : i];
  }
  return pixels;
}

/** What can be read on a colour: a dark or a light one. @param {number[]} colour */
export const ink = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff");
