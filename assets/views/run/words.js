// What is said about a run and its pictures.
import { percent, whole } from "../../shared/format.js";

export const STATES = {
  queued: "waiting",
  running: "training",
  paused: "paused",
  finished: "finished",
  stopped: "stopped",
  failed: "failed",
};
const DOING = {
  pause: "Pausing …",
  resume: "Going on …",
  step: "Training one step …",
  epoch: "Going on to the end of the epoch …",
  stop: "Stopping …",
  snapshot: "Keeping a snapshot …",
  learning_rate: "Changing the learning rate …",
};

/** How long, of seconds. */
export function duration(s) {
  if (s === null || s === undefined) return "–";
  if (s < 60) return `${Math.ceil(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  return `${(s / 3600).toFixed(1)} h`;
}

/**
 * What the run is about to do, or waits for.
 * @param {any} now the state of the run
 * @param {string} busy the command that is under way, "" for none
 */
export function sentence(now, busy) {
  if (busy) return DOING[busy] ?? "";
  if (now.message) return now.message;
  switch (now.state) {
    case "queued":
      if (!now.place) return "It begins in a moment.";
      return `Place ${now.place} in the queue: it begins as soon as another run pauses or is done.`;
    case "running":
      return now.step ? `Step ${whole(now.step)} of ${whole(now.total_steps)}.` : "Loading data and network.";
    case "paused":
      return `Paused at step ${whole(now.step ?? 0)}: resume, or go on step by step.`;
    case "finished":
      return `All ${whole(now.total_steps)} steps are done: drag the slider to see how it learnt.`;
    default:
      return "";
  }
}

/** Names and values of what is known about the run. @param {any} now the state of the run */
export function facts(now) {
  const { step, total_steps: total, steps_per_epoch: each } = now;
  const running = now.state === "running";
  const epoch = `${Math.min(Math.floor(step / each) + 1, total / each)} of ${whole(total / each)}`;
  const speed = now.examples_per_second;
  return [
    ["Step", total ? `${whole(step)} of ${whole(total)}` : "–"],
    ["Epoch", each ? epoch : "–"],
    ["Examples per second", running && speed ? whole(Math.round(speed)) : "–"],
    ["Time left", running ? duration(now.seconds_left) : "–"],
    ["Validation accuracy", percent(now.val_accuracy)],
    ["Device", now.device ?? "–"],
  ];
}

/**
 * What a cell of the confusion matrix counts.
 * @param {string[]} classes
 * @param {ArrayLike<number>} counts row by row
 */
export function cellInWords(classes, counts, row, column) {
  const count = counts[row * classes.length + column];
  const pictures = `${whole(count)} ${count === 1 ? "picture" : "pictures"} of ${classes[row]}`;
  return row === column ? `${pictures} recognised` : `${pictures} taken for ${classes[column]}`;
}

/** Step and epoch of the snapshot on the screen. @param {number | null} step @param {number | null} perEpoch steps */
export function shownInWords(step, perEpoch) {
  if (step === null) return "No snapshot yet";
  return `Shown: step ${whole(step)}${perEpoch ? `, epoch ${(step / perEpoch).toFixed(1)}` : ""}`;
}
