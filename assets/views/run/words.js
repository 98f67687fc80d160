// What is said about a run and its pictures.
import { percent, whole } from "../../shared/format.js";
import { word } from "../../shared/words.js";

const STATES = {
  queued: "state_queued",
  running: "state_running",
  paused: "state_paused",
  finished: "state_finished",
  stopped: "state_stopped",
  failed: "state_failed",
};
const DOING = {
  pause: "pausing",
  resume: "going_on",
  step: "training_step",
  epoch: "training_epoch",
  stop: "stopping",
  snapshot: "keeping",
  learning_rate: "changing_rate",
  pace: "changing_pace",
};

export const stateInWords = (state) => word(STATES[state]);

/** How long, of seconds. */
export function duration(s) {
  if (s === null || s === undefined) return "–";
  if (s < 60) return word("seconds", { s: Math.ceil(s) });
  if (s < 3600) return word("minutes", { m: Math.floor(s / 60), s: Math.round(s % 60) });
  return word("hours", { h: (s / 3600).toFixed(1) });
}

/**
 * What the run is about to do, or waits for.
 * @param {any} now the state of the run
 * @param {string} busy the command that is under way, "" for none
 */
export function sentence(now, busy) {
  if (busy) return busy in DOING ? word(DOING[busy]) : "";
  if (now.message) return now.message;
  switch (now.state) {
    case "queued":
      if (!now.place) return word("begins");
      return word("in_queue", { place: now.place });
    case "running":
      return now.step ? word("at_step", { step: whole(now.step), all: whole(now.total_steps) }) : word("loading");
    case "paused":
      return word("paused_at", { step: whole(now.step ?? 0) });
    case "finished":
      return word("all_done", { all: whole(now.total_steps) });
    default:
      return "";
  }
}

/** The words of the terms of a loss. */
export const TERM = {
  box: "term_box",
  confidence: "term_confidence",
  class: "term_class",
  cross_entropy: "term_cross_entropy",
  dice: "term_dice",
};
/** The words of what a task measures. */
export const MEASURE = {
  classification: "accuracy",
  detection: "measure_detection",
  segmentation: "measure_segmentation",
};
const FACT = {
  classification: "fact_accuracy",
  detection: "fact_detection",
  segmentation: "fact_segmentation",
};

/** Names and values of what is known about the run. @param {any} now the state of the run @param {string} [task] */
export function facts(now, task = "classification") {
  const { step, total_steps: total, steps_per_epoch: each } = now;
  const running = now.state === "running";
  const epoch = () =>
    word("some_of", { n: Math.min(Math.floor(step / each) + 1, total / each), all: whole(total / each) });
  const speed = now.examples_per_second;
  return [
    [word("fact_step"), total ? word("some_of", { n: whole(step), all: whole(total) }) : "–"],
    [word("fact_epoch"), each ? epoch() : "–"],
    [word("fact_speed"), running && speed ? whole(Math.round(speed)) : "–"],
    [word("fact_time"), running ? duration(now.seconds_left) : "–"],
    [word(FACT[task]), percent(now.val_accuracy)],
    [word("fact_device"), now.device ?? "–"],
  ];
}

/**
 * What a cell of the confusion matrix counts.
 * @param {string[]} classes
 * @param {ArrayLike<number>} counts row by row
 */
export function cellInWords(classes, counts, row, column) {
  const count = counts[row * classes.length + column];
  const said = { n: whole(count), truth: classes[row] };
  return row === column
    ? word("recognised", said, count)
    : word("taken_for", { ...said, answer: classes[column] }, count);
}

/** Step and epoch of the snapshot on the screen. @param {number | null} step @param {number | null} perEpoch steps */
export function shownInWords(step, perEpoch) {
  if (step === null) return word("no_snapshot");
  if (!perEpoch) return word("shown_step", { step: whole(step) });
  return word("shown_epoch", { step: whole(step), epoch: (step / perEpoch).toFixed(1) });
}
