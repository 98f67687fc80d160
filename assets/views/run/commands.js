// What its owner can tell a run: pause, go on step by step, stop, keep a snapshot, another learning rate.
import { node } from "../../shared/dom.js";
import { word } from "../../shared/words.js";
import { makeChoice } from "./figures.js";
import { isGoing } from "./scene.js";

const PACES = ["fast", "hall"];

/**
 * @param {any} root
 * @param {import("./scene.js").Scene} scene
 * @param {(what: string, value?: number | string) => Promise<boolean>} command false where the run did not obey
 * @param {() => void} draw
 * @param {(pace: string) => void} paced another pace was chosen, and the run obeyed
 */
export function makeCommands(root, scene, command, draw, paced) {
  const bar = node("div", "bar", root, { role: "group", "aria-label": word("training") });
  const button = (text, title, act) => {
    const made = node("button", "", bar, { type: "button", text, title });
    made.addEventListener("click", act);
    return made;
  };
  const toggle = button(word("pause"), "", () => command(isGoing(scene) ? "pause" : "resume"));
  const step = button(word("one_step"), word("one_step_help"), () => command("step"));
  const epoch = button(word("one_epoch"), word("one_epoch_help"), () => command("epoch"));
  const stop = button(word("stop"), word("stop_help"), () => command("stop"));
  const keep = button(word("keep_snapshot"), word("keep_snapshot_help"), () => command("snapshot"));
  const pace = makeChoice(bar, word("pace"), async (value) => {
    if (await command("pace", value)) paced(value);
    else draw();
  });
  pace.offer(
    PACES.map((id) => [id, word(id === "hall" ? "pace_hall" : "pace_fast")]),
    PACES[0],
  );
  pace.select.title = word("pace_help");
  pace.around.classList.add("pace"); // on a stage it stands in the strip
  const looking = node("p", "looking", root, { text: word("looking"), hidden: "" });

  // ---- the learning rate
  let touched = false; // what stands there was typed, and is not sent yet
  const form = node("form", "rate", bar);
  const label = node("label", "", form, { text: `${word("learning_rate")} ` });
  const rate = node("input", "", label, { type: "text", inputmode: "decimal", autocomplete: "off", size: 8 });
  const title = word("set_help");
  const set = node("button", "", form, { type: "submit", text: word("set"), title });
  rate.addEventListener("input", () => {
    touched = true;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = rate.value.trim();
    const value = text ? Number(text.replace(",", ".")) : Number.NaN;
    const [least, most] = scene.header.rates.limits;
    if (value >= least && value <= most) {
      if (await command("learning_rate", value)) touched = false;
    } else {
      scene.problem = scene.header.rates.wanted;
      draw();
    }
  });

  return {
    /** Who only looks has no commands. @param {boolean} owner */
    allow(owner) {
      bar.hidden = !owner;
      looking.hidden = owner;
    },
    draw() {
      const now = scene.feed.state;
      if (!now) return;
      const going = isGoing(scene);
      const done = now.state === "finished";
      toggle.textContent = word(going ? "pause" : "resume");
      toggle.title = word(going ? "pause_help" : "resume_help");
      const off = new Map([
        [toggle, done],
        [step, done || going],
        [epoch, done || going],
        [stop, !now.live],
        [keep, now.state !== "running"],
        [pace.select, done],
        [set, done],
        [rate, done],
      ]);
      for (const [control, its] of off) control.disabled = its || Boolean(scene.busy);
      if (now.pace && !scene.busy) pace.select.value = now.pace;
      const typing = root.getRootNode().activeElement === rate;
      if (!touched && now.learning_rate != null && !typing) {
        rate.value = String(Number(Number(now.learning_rate).toPrecision(6)));
      }
    },
  };
}
