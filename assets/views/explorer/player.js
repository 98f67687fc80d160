// Moving the window: step by step, to a place, or playing at any speed.
import { clamp } from "../../shared/moves.js";

export const SPEEDS = [0.5, 1, 2, 5, 10, 30, 100, 1000, 10000]; // positions a second
export const FIRST_SPEED = SPEEDS[2];

/**
 * @param {import("./scene.js").Scene} scene
 * @param {{ draw: (again?: boolean) => void, moved: () => void, played: (on: boolean) => void }} on
 *   draw: again with the still pictures too; moved: the window stands elsewhere; played: playing began or ended
 */
export function makePlayer(scene, { draw, moved, played }) {
  let last = 0;
  let carry = 0; // the part of a position that is left over from the last frame
  let rate = FIRST_SPEED;
  const { at } = scene;
  const index = () => at.r * scene.model.Wo + at.q;
  const final = () => scene.model.Ho * scene.model.Wo - 1;

  function go(i) {
    const place = clamp(i, final() + 1);
    scene.hover = null;
    scene.loose = true;
    at.r = Math.floor(place / scene.model.Wo);
    at.q = place % scene.model.Wo;
    moved();
    draw();
  }

  function pause() {
    if (!scene.playing) return;
    scene.playing = false;
    played(false);
  }

  function start() {
    if (index() >= final()) go(0);
    scene.playing = true;
    scene.revealed = index();
    last = performance.now();
    carry = 0;
    played(true);
    draw(true);
  }

  return {
    go,
    start,
    pause,
    toggle() {
      if (scene.playing) pause();
      else start();
    },
    toFirst() {
      pause();
      go(0);
    },
    toLast() {
      pause();
      go(final());
    },
    // where the slider is: what lies behind it is not computed yet
    scrub(i) {
      pause();
      go(i);
      scene.revealed = i;
      draw(true);
    },
    move(dr, dq) {
      pause();
      if (scene.pin && !scene.loose) [at.r, at.q] = scene.pin;
      scene.hover = null;
      scene.loose = true;
      scene.revealed = Infinity;
      at.r = clamp(at.r + dr, scene.model.Ho);
      at.q = clamp(at.q + dq, scene.model.Wo);
      moved();
      draw(true);
    },
    step(d) {
      pause();
      scene.revealed = Infinity;
      go(index() + d);
      draw(true);
    },
    tick(now) {
      carry += ((now - last) / 1000) * rate;
      last = now;
      const steps = Math.floor(carry);
      if (!steps) return;
      carry -= steps;
      go(index() + steps);
      scene.revealed = index();
      if (index() >= final()) {
        pause();
        scene.revealed = Infinity;
      }
      draw(true);
    },
    setRate(value) {
      rate = value;
    },
  };
}
