// What its owner can tell a run: pause, go on step by step, stop, keep a snapshot, another learning rate.
import { node } from "../../shared/dom.js";
import { isGoing } from "./scene.js";

const LOOKING =
  "Somebody else started this run: you can look at everything, and rewind to a step to train on in a run of your own.";

/**
 * @param {any} root
 * @param {import("./scene.js").Scene} scene
 * @param {(what: string, value?: number) => Promise<boolean>} command false where the run did not obey
 * @param {() => void} draw
 */
export function makeCommands(root, scene, command, draw) {
  const bar = node("div", "bar", root, { role: "group", "aria-label": "Training" });
  const button = (text, title, act) => {
    const made = node("button", "", bar, { type: "button", text, title });
    made.addEventListener("click", act);
    return made;
  };
  const toggle = button("Pause", "", () => command(isGoing(scene) ? "pause" : "resume"));
  const step = button("One step", "Train for one step, then pause", () => command("step"));
  const epoch = button("One epoch", "Train to the end of the epoch, then pause", () => command("epoch"));
  const stop = button("Stop", "Stop: the run keeps everything and can be resumed", () => command("stop"));
  const keep = button("Keep snapshot", "Keep the network as it is now", () => command("snapshot"));
  const looking = node("p", "looking", root, { text: LOOKING, hidden: "" });

  // ---- the learning rate
  let touched = false; // what stands there was typed, and is not sent yet
  const form = node("form", "rate", bar);
  const label = node("label", "", form, { text: "Learning rate " });
  const rate = node("input", "", label, { type: "text", inputmode: "decimal", autocomplete: "off", size: 8 });
  const title = "Train with this learning rate from the next step on";
  const set = node("button", "", form, { type: "submit", text: "Set", title });
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
      toggle.textContent = going ? "Pause" : "Resume";
      toggle.title = going ? "Pause before the next step" : "Go on from the last step";
      const off = new Map([
        [toggle, done],
        [step, done || going],
        [epoch, done || going],
        [stop, !now.live],
        [keep, now.state !== "running"],
        [set, done],
        [rate, done],
      ]);
      for (const [control, its] of off) control.disabled = its || Boolean(scene.busy);
      const typing = root.getRootNode().activeElement === rate;
      if (!touched && now.learning_rate != null && !typing) {
        rate.value = String(Number(Number(now.learning_rate).toPrecision(6)));
      }
    },
  };
}
