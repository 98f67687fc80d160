// Reads a run from the server's addresses below /runs/<id>/, and asks again while something may change.
import { unpack } from "../../shared/pack.js";
import { language, word } from "../../shared/words.js";

const EVERY = { running: 250, queued: 1000, paused: 1000 }; // ms; what is done is not asked for again
const AGAIN = 2000,
  COLUMNS = 6; // and the terms of the loss behind them

// heard(): something has arrived; failed(sentence): "" when all is well again
// token(): what shows the server that this page may change the run
export function openFeed({ base, header, terms }, token, heard, failed) {
  const kept = new Map();
  const columns = COLUMNS + terms.length;
  let state = null,
    began = "",
    count = 0,
    numbers = new Float32Array(columns * 1024),
    timer = 0,
    closed = false,
    asking = false,
    again = false;

  // What a run refuses is a sentence too, and comes with status 200: a browser logs all else as a fault of the page.
  /** @param {string} path @param {RequestInit} [options] */
  async function request(path, options = {}) {
    const headers = { "Accept-Language": language(), ...options.headers };
    const answer = await fetch(location.origin + base + path, { ...options, headers });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && !told?.error) return told ?? new Uint8Array(await answer.arrayBuffer());
    throw Object.assign(new Error(told?.error ?? word("server_answered", { status: answer.status })), {
      told: true,
      status: answer.status,
    });
  }
  const packed = async (path) => unpack(await request(path));

  // What an address gave once it gives always: it names the version of the snapshot.
  function once(path) {
    if (!kept.has(path)) {
      const entry = { value: null };
      entry.promise = packed(path).then((value) => (entry.value = value));
      entry.promise.catch(() => kept.delete(path));
      kept.set(path, entry);
      if (kept.size > 400) kept.delete(kept.keys().next().value);
    }
    return kept.get(path);
  }

  function take({ header, arrays }) {
    if (header.from === 0 && header.began !== began) count = 0;
    began = header.began;
    count = Math.min(count, header.from);
    const end = (count + arrays.rows.length / columns) * columns;
    if (end > numbers.length) {
      const more = new Float32Array(2 * end);
      more.set(numbers);
      numbers = more;
    }
    numbers.set(arrays.rows, count * columns);
    count = end / columns;
    state = header.state;
  }
  async function poll() {
    clearTimeout(timer);
    if (closed || document.hidden) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    let wait = AGAIN;
    try {
      take(await packed(`/progress?from=${count}&began=${encodeURIComponent(began)}`));
      wait = state.state === "queued" && !state.place ? EVERY.running : (EVERY[state.state] ?? 0); // without a place it begins at once
      if (!closed) {
        failed("");
        heard();
      }
    } catch (error) {
      if (!closed) failed(error.told ? error.message : word("no_answer_again"));
      if (error.status === 404) wait = 0;
    }
    asking = false;
    if (again) {
      again = false;
      wait = 1;
    }
    if (wait && !closed) timer = setTimeout(poll, wait);
  }
  const seen = () => {
    if (!document.hidden) poll();
  };
  document.addEventListener("visibilitychange", seen);

  return {
    poll,
    about: () => request("/about"),
    once,
    get state() {
      return state;
    },
    get rows() {
      return { count, numbers, columns };
    },
    // The state after the command; throws an Error whose message is the sentence.
    async command(what, value = null) {
      let answer;
      try {
        answer = await request("/command", {
          method: "POST",
          headers: { [header]: token(), "Content-Type": "application/json" },
          body: JSON.stringify({ do: what, value }),
        });
      } catch (error) {
        throw error.told ? error : new Error(word("no_answer_press"));
      } finally {
        poll();
      }
      state = answer;
      heard();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

export const COLUMN = { step: 0, loss: 1, accuracy: 2, rate: 3, valLoss: 4, valAccuracy: 5, all: COLUMNS };
