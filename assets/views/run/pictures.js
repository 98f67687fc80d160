// The pictures of a run's data set: fetched once, and shown as buttons that choose what is watched.
import { node } from "../../shared/dom.js";
import * as paint from "../../shared/paint.js";

const AT_ONCE = 60; // pictures a request

/** @param {import("./scene.js").Scene} scene @param {(index: number) => void} watch */
export function makePictures(scene, watch) {
  const pixels = new Map(); // index of a picture → its bytes
  const labels = new Map(); // index of a picture → its class

  function keep(indices, classes, bytes) {
    const length = scene.about.shape.reduce((a, b) => a * b, 1);
    indices.forEach((index, i) => {
      pixels.set(index, bytes.subarray(i * length, (i + 1) * length));
      labels.set(index, classes[i]);
    });
  }
  async function fetchAll(indices) {
    const missing = indices.filter((index) => !pixels.has(index));
    for (let i = 0; i < missing.length; i += AT_ONCE) {
      const some = missing.slice(i, i + AT_ONCE);
      const { header, arrays } = await scene.feed.once(`/pictures?index=${some.join(",")}&v=1`).promise;
      keep(header.index, header.label, arrays.pictures);
    }
  }
  function paintOne(canvas, index) {
    const bytes = pixels.get(index);
    const [channels, height, width] = scene.about.shape;
    canvas.width = width;
    canvas.height = height;
    if (!bytes) return;
    const value = (c, y, x) => bytes[((channels === 3 ? c : 0) * height + y) * width + x];
    const picture = paint.raster(height, width, (y, x) => [value(0, y, x), value(1, y, x), value(2, y, x)]);
    canvas.getContext("2d").drawImage(picture, 0, 0);
  }

  return {
    keep,
    fetchAll,
    /** What is on a picture. */
    named: (index) => scene.about.classes[labels.get(index)] ?? "?",
    /**
     * Buttons with pictures; made again only where their keys differ.
     * @param {HTMLElement} place
     * @param {{ index: number, key: any, label: string, text?: string[] }[]} entries
     */
    thumbs(place, entries) {
      const same = entries.map((entry) => entry.key).join();
      if (place.dataset.holds === same) return;
      place.dataset.holds = same;
      place.replaceChildren();
      for (const { index, label, text } of entries) {
        const button = node("button", "thumb", place, { type: "button", "aria-label": label, title: label });
        paintOne(node("canvas", "", button), index);
        for (const line of text ?? []) node("span", "", button, { text: line });
        button.dataset.index = index;
        button.addEventListener("click", () => watch(index));
      }
    },
  };
}
