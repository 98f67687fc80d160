// A kernel is being edited: what comes out is shown at once, and replaced when the server has computed it.
import { foresee } from "./preview.js";

/**
 * @param {(message: any) => void} show
 * @param {(message: any, stamp: number) => void} foreseen shows what this explorer computed itself
 */
export function makeFollowing(show, foreseen) {
  let arrived = null; // the last message from the server
  let awaited = null; // the edits that it does not know yet: {kernels, input, stamp}

  function edits(stamp) {
    awaited = { kernels: {}, input: null, ...awaited, stamp: Math.max(stamp, awaited?.stamp ?? 0) };
    return awaited;
  }
  function anticipate() {
    const message = foresee(arrived, awaited.kernels, awaited.input);
    if (!message) return false;
    message.header.output_id = `foreseen ${awaited.stamp}`;
    foreseen(message, awaited.stamp);
    return true;
  }

  return {
    receive(message) {
      arrived = message;
      // The answer to an edit before the last one tells the settings, but not what is on the screen.
      if (awaited && message.header.edit < awaited.stamp && anticipate()) return;
      if (awaited && message.header.edit >= awaited.stamp) awaited = null;
      show(message);
    },
    kernelEdited(detail) {
      if (!arrived?.header.follows?.editors.includes(detail.editor)) return;
      edits(detail.stamp).kernels[detail.editor] = detail;
      anticipate();
    },
    inputForeseen(detail) {
      if (!arrived || arrived.header.follows?.output_of !== detail.key) return;
      edits(detail.stamp).input = detail;
      anticipate();
    },
  };
}
