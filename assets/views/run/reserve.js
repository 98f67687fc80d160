// The height of the view of a run while it loads, so that what stands below it does not move: that of the last one here.

const KEY = "cnnviz-run-height";
const WIDE = 760; // px: above it, figures stand beside each other
const FIRST = { wide: 2600, narrow: 4900 }; // px, of the first run that a browser shows

/** @param {HTMLElement} root */
const layout = (root) => (root.clientWidth < WIDE ? "narrow" : "wide");

/** What is remembered, or the usual height. @param {string | null} text @param {"wide" | "narrow"} where */
export function remembered(text, where) {
  try {
    const height = Number(JSON.parse(text ?? "{}")[where]);
    return height > 0 && height < 1e5 ? height : FIRST[where];
  } catch {
    return FIRST[where];
  }
}

/** @param {HTMLElement} root */
export function keepRoom(root) {
  root.style.minHeight = `${remembered(stored(), layout(root))}px`;
}

/** All is drawn: the view has its own height, which the next one begins with. @param {HTMLElement} root */
export function letRoomGo(root) {
  root.style.minHeight = "";
  const where = layout(root);
  const height = root.offsetHeight;
  if (Math.abs(remembered(stored(), where) - height) < 8) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...JSON.parse(stored() ?? "{}"), [where]: height }));
  } catch {
    // a browser that keeps nothing, or kept nonsense
  }
}

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
