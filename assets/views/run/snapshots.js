// Fetches what is to be shown of a run: a snapshot, the kernels and maps of a layer, the pictures in a cell.
import { nearest } from "./scene.js";

/**
 * @param {import("./scene.js").Scene} scene
 * @param {ReturnType<typeof import("./pictures.js").makePictures>} pictures
 * @param {() => void} draw
 * @returns {() => Promise<void>} fetches it; kept when scene.drawn is what was asked for, or something newer will be
 */
export function makeSnapshots(scene, pictures, draw) {
  let wanted = "";
  let count = 0;

  async function fetchShown(step, version) {
    const { feed, about, picture, layer, mapLayer, open } = scene;
    const v = `v=${version}`;
    const its = encodeURIComponent;
    const [snapshot, weights, oneLayer, inside] = await Promise.all([
      feed.once(`/snapshot/${step}?picture=${picture}&${v}`).promise,
      feed.once(`/kernels/${step}?layer=${its(layer)}&${v}`).promise,
      mapLayer ? feed.once(`/maps/${step}?layer=${its(mapLayer)}&picture=${picture}&${v}`).promise : null,
      open && !about.private ? feed.once(`/cell/${step}/${open[0]}/${open[1]}?${v}`).promise : null,
    ]);
    if (inside) {
      const { examples } = inside.header;
      const indices = examples.map((one) => one.index);
      const classes = examples.map((one) => one.true);
      pictures.keep(indices, classes, inside.arrays.pictures);
    }
    await pictures.fetchAll(snapshot.header.wrong.map((one) => one.index));
    return { ...snapshot, weights, oneLayer, inside };
  }

  // Drawn when all of it is here; what was asked for later wins.
  async function bring() {
    const all = scene.feed.state?.snapshots;
    if (!scene.about || !all?.length) return;
    const [step, version] = nearest(scene, scene.chosen ?? all.at(-1)[0]);
    const name = [step, version, scene.picture, scene.layer, scene.mapLayer, scene.open].join();
    if (name === wanted) return;
    wanted = name;
    try {
      const shown = await fetchShown(step, version);
      if (name !== wanted) return;
      scene.drawn = { ...shown, number: ++count };
      scene.problem = "";
    } catch (error) {
      if (name === wanted) {
        wanted = "";
        if (error.told && error.status !== 404) scene.problem = error.message;
      }
    }
    draw();
  }

  return bring;
}
