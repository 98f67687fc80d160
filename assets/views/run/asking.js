// What the view asks the server for besides the run's progress: commands, what does not change, another watched picture.

/**
 * Sends a command; tells whether the run obeyed.
 * @param {import("./scene.js").Scene} scene
 * @param {() => void} draw
 */
export const makeCommand =
  (scene, draw) =>
  async (what, value = null) => {
    scene.busy = what;
    scene.problem = "";
    draw();
    try {
      await scene.feed.command(what, value);
      return true;
    } catch (error) {
      scene.problem = error.message;
      return false;
    } finally {
      scene.busy = "";
      draw();
    }
  };

/**
 * Data set, classes and layers: asked for once.
 * @param {import("./scene.js").Scene} scene
 * @param {{ maps: any, kernels: any, pictures: any, secret: HTMLElement }} figures that wait for it
 * @param {{ show: () => void, draw: () => void }} then
 */
export function makeLearn(scene, { maps, kernels, pictures, secret }, { show, draw }) {
  let learning = false; // stays true where the server has said why not
  return async () => {
    if (scene.about || learning) return;
    learning = true;
    try {
      const about = await scene.feed.about();
      scene.about = about;
      scene.picture ??= about.watched;
      scene.layer = about.kernels[1] ?? about.kernels[0];
      maps.offer(about.maps);
      kernels.offer(about.kernels);
      secret.textContent = about.private;
      secret.hidden = !about.private;
      if (!about.private) {
        await pictures.fetchAll([...new Set([scene.picture, ...about.offered])]);
        maps.drawPicker();
      }
      show();
    } catch (error) {
      if (error.told) scene.problem = error.message;
      else learning = false;
    }
    draw();
  };
}
