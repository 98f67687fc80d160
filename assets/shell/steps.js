// Projector mode: arrow keys, Page Up/Down and clickers walk the lesson's steps.
const NEXT = ["ArrowRight", "ArrowDown", "PageDown"],
  BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

export default function mount() {
  const steps = () => [...document.querySelectorAll("[class*='st-key-step-']")];
  function walk(event) {
    const way = NEXT.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    const busy = event
      .composedPath()
      .some((node) =>
        node.matches?.(
          "input, textarea, select, [role=application], [role=slider], [role=listbox], [role=radiogroup], [role=tablist], [contenteditable=true]",
        ),
      );
    if (busy) return;
    const all = steps(),
      top = (node) => node.getBoundingClientRect().top;
    // where a step comes to rest that has been reached: it grows with the type
    const rest = all.length ? parseFloat(getComputedStyle(all[0]).scrollMarginTop) : 0;
    const ahead =
      way > 0 ? all.find((node) => top(node) > rest + 20) : all.filter((node) => top(node) < rest - 20).at(-1);
    if (ahead) {
      ahead.scrollIntoView({ behavior: "smooth", block: "start" });
      event.preventDefault();
    }
  }
  document.addEventListener("keydown", walk);
  return () => document.removeEventListener("keydown", walk);
}
