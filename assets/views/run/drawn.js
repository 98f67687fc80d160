// What is drawn of a snapshot, again only where that has changed.

const GAP = 16; // px between two figures

/**
 * @param {HTMLElement} root
 * @param {import("./scene.js").Scene} scene
 * @param {{ fit: any, screens: any, timeline: any }} place
 * @param {{ filters: any, kernels: any, shapes: any, maps: any, examples: any, matrix: any }} figures
 */
export function makeDrawn(
  root,
  scene,
  { fit, screens, timeline },
  { filters, kernels, shapes, maps, examples, matrix },
) {
  let painted = ""; // what the figures were drawn from
  let matrixPainted = "";

  // The height that is left on a stage for what stands there.
  function belowHead(body) {
    const top = body.getBoundingClientRect().top - root.getBoundingClientRect().top + root.scrollTop;
    return fit.room() ? Math.max(160, fit.room() - top - timeline.height() - 2 * GAP) : Infinity;
  }
  function tellTests({ arrays, header, weights }) {
    const some = (values) => Array.from(values.subarray(0, 400)).join(" ");
    const { first, confusion } = arrays;
    const numbers = { first: some(first), kernels: some(weights.arrays.kernels) };
    Object.assign(root.dataset, { shown: header.step, ...numbers, confusion: Array.from(confusion).join(" ") });
  }

  /** @param {any} look @param {number} tall px, as high as a figure may be */
  return (look, tall) => {
    const { about, drawn } = scene;
    for (const { figure } of [filters, kernels, shapes, matrix]) figure.hidden = !drawn;
    for (const { figure } of [maps, examples]) figure.hidden = !drawn || Boolean(about?.private);
    if (!drawn || !about) return;
    const now = `${drawn.number} ${root.clientWidth} ${look.text} ${look.px} ${screens.now()} ${tall}`;
    if (now !== painted) {
      painted = now;
      matrixPainted = "";
      if (screens.has("first")) filters.draw(drawn, fit.room() ? Math.max(90, tall - 60) : 330);
      if (screens.has("kernels")) kernels.draw(drawn, look, belowHead(kernels.body));
      if (screens.has("shapes")) shapes.draw(drawn, look, belowHead(shapes.body));
      if (!about.private) {
        if (screens.has("maps")) maps.draw(drawn, belowHead(maps.body));
        if (screens.has("wrong")) examples.draw(drawn);
      }
      tellTests(drawn);
    }
    if (!screens.has("confusion") || matrix.key() === matrixPainted) return;
    matrixPainted = matrix.key();
    matrix.draw(look, belowHead(matrix.body));
  };
}
