// The height that a figure may take: on a stage what is left there, else a share of the window's.

/** @param {HTMLElement} root @returns {number} px; 0 where there is no stage */
export const roomOf = (root) => Number.parseFloat(getComputedStyle(root).getPropertyValue("--room")) || 0;

const TRIES = 9;
const CLOSE = 8; // px: no better fit is looked for

/**
 * Lays a figure out again, until all of it is as high as its room and its pictures as large as that allows.
 * @param {HTMLElement} root
 * @param {() => number} more px that it may take of the others' room
 * @param {() => number} least px that it takes where its room is less: then one scrolls
 */
export function makeFit(root, more = () => 0, least = () => 0) {
  const given = () => {
    const room = roomOf(root);
    return room && Math.max(room + more(), least());
  };
  let asked = "";
  let tall = 0;
  let fits = 0; // the largest height known to fit
  let beyond = 0; // the smallest one known not to
  let last = Infinity; // how high the figure was then
  let tries = 0;
  const settle = (height) => {
    const another = height !== tall;
    tall = height;
    tries = TRIES;
    return another;
  };
  return {
    /** The height of the stage on which the figure has to stand as a whole; 0 elsewhere. */
    room: () => (asked ? given() : 0),
    /**
     * The height for the pictures of the figure.
     * @param {number} otherwise where there is no stage
     * @param {string} structure of what is shown: another one is fitted anew
     */
    tall(otherwise, structure = "") {
      const room = given();
      if (!room) {
        asked = "";
        return otherwise;
      }
      const now = [room, root.clientWidth, structure].join();
      if (now !== asked) {
        asked = now;
        tall = room;
        fits = tries = 0;
        last = Infinity;
      }
      return tall;
    },
    /**
     * After painting: whether it has to be laid out again.
     * @param {number} used height of the highest picture
     * @param {number} rows of pictures below each other
     */
    over(used, rows = 1) {
      const room = asked ? given() : 0;
      if (!room || tries >= TRIES) return false;
      tries += 1;
      const high = root.scrollHeight;
      if (high <= room + 1) {
        if (tries === 1) return settle(tall);
        fits = tall;
      } else if (high >= last)
        return settle(beyond); // what is too high is not the pictures
      else {
        beyond = Math.min(tall, used);
        last = high;
      }
      if (fits && (beyond - fits < CLOSE || tries >= TRIES)) return settle(fits);
      tall = fits ? (fits + beyond) / 2 : Math.max(40, beyond - (high - room) / rows);
      return true;
    },
  };
}

/**
 * The same for a figure whose height follows from its width: it is made narrower. Its observer of sizes paints it again.
 * @param {HTMLElement} root
 */
export function makeNarrowing(root) {
  let asked = 0;
  let tries = 0;
  return {
    /** After painting. */
    over() {
      const room = roomOf(root);
      if (room !== asked) {
        asked = room;
        tries = 0;
        root.style.maxWidth = "";
        root.style.margin = "0 auto";
      }
      const high = root.scrollHeight;
      if (!room || high <= room + 1 || tries >= TRIES) return;
      tries += 1;
      root.style.maxWidth = `${Math.floor(root.clientWidth * Math.max(0.75, room / high))}px`;
    },
  };
}
