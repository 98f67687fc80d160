// The room of the figures on the stage: what else stands on the board keeps its height, figures share what is left.
// Each finds it as --room, in px, and hears of a change by "cnnviz-room".
import { share } from "./share.js";

const FIGURES = "[data-testid^=stBidiComponent], [data-testid=stPlotlyChart], [data-testid=stImage]";
const TABLES = "[data-testid=stTable]";
const FOLDED = "[data-testid=stExpander], [data-testid=stPopover], [data-testid=stMetric]";
const SMALL = 40; // px: a component as low as this is a button

export function makeStage() {
  let room = 0;
  let asked = 0;
  let board = null;
  const resized = new ResizeObserver(later);
  const changed = new MutationObserver(watch);

  function later() {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(fit);
  }
  // a page has another board, and a board other parts, after every change
  function watch() {
    const now = document.querySelector(".st-key-board");
    if (now !== board) {
      resized.disconnect();
      board = now;
      room = 0;
      if (board) resized.observe(board);
    }
    if (!board) return;
    for (const part of board.children) resized.observe(part);
    later();
  }
  function fit() {
    if (!board?.isConnected) return;
    // below the controls, where it is no screen of its own
    if (getComputedStyle(board).overflowY === "visible") {
      if (!room) return;
      room = 0;
      board.style.removeProperty("--room");
      window.dispatchEvent(new Event("cnnviz-room"));
      return;
    }
    const inSight = (kind) =>
      [...board.querySelectorAll(kind)].filter(
        (node) => !node.closest(FOLDED) && node.getBoundingClientRect().height > SMALL,
      );
    let figures = inSight(FIGURES);
    // a table that stands alone is the figure
    board.toggleAttribute("data-table", !figures.length);
    if (!figures.length) figures = inSight(TABLES);
    const boxes = figures.map((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return { top, bottom };
    });
    const first = board.firstElementChild?.getBoundingClientRect(),
      last = board.lastElementChild?.getBoundingClientRect();
    if (!first || !last || !boxes.length) return;
    const now = share(board.clientHeight, last.bottom - first.top, boxes);
    if (Math.abs(now - room) < 2) return;
    room = now;
    board.style.setProperty("--room", `${room}px`);
    window.dispatchEvent(new Event("cnnviz-room"));
  }
  changed.observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", later);
  watch();
  return {
    fit: later,
    stop() {
      changed.disconnect();
      resized.disconnect();
      window.removeEventListener("resize", later);
      cancelAnimationFrame(asked);
    },
  };
}
