// What is done of each lesson, beside its name in the sidebar and on its card.
import { done, watch } from "../shared/memory.js";

/**
 * A tick where every experiment of a lesson was answered, else how many were; "" where none was.
 *
 * @param {import("../shared/memory.js").Done} one
 */
export function mark(one) {
  const answered = Object.keys(one.experiments).length;
  if (!answered) return "";
  return answered >= one.of ? "✓" : `${answered}/${one.of}`;
}

/**
 * The style that shows the marks: the elements belong to Streamlit, which draws them anew as it likes.
 *
 * @param {Record<string, import("../shared/memory.js").Done>} all
 */
export function style(all) {
  return Object.entries(all)
    .filter(([lesson, one]) => /^[a-z0-9-]+$/.test(lesson) && mark(one))
    .map(
      ([lesson, one]) =>
        `[data-testid="stSidebarNavLink"][href$="/${lesson}"]::after, .st-key-card-${lesson} [data-testid="stPageLink-NavLink"]::after` +
        ` { content: "${mark(one)}"; margin-left: auto; padding-left: .4rem; font-weight: 600; }`,
    )
    .join("\n");
}

export function show() {
  const sheet = document.createElement("style");
  document.head.append(sheet);
  const write = () => {
    sheet.textContent = style(done());
  };
  write();
  watch(write);
}
