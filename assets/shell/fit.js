// A lab that is one screen on a normal window, too: its figures share the room.
import { makeStage } from "./stage.js";

export default function mount() {
  return makeStage().stop;
}
