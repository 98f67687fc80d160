// How far this browser has come in the course.

/**
 * The lessons of which every experiment was answered, and the first one that is not among them.
 *
 * @param {{ slug: string, title: string }[]} lessons  in the order of the course
 * @param {Record<string, import("../shared/memory.js").Done>} all
 */
export function progress(lessons, all) {
  const finished = lessons.filter(({ slug }) => {
    const answered = Object.keys(all[slug]?.experiments ?? {}).length;
    return answered > 0 && answered >= all[slug].of;
  });
  const experiments = lessons.reduce((sum, { slug }) => sum + Object.keys(all[slug]?.experiments ?? {}).length, 0),
    questions = lessons.reduce((sum, { slug }) => sum + (all[slug]?.questions?.length ?? 0), 0);
  return { finished: finished.length, experiments, questions, next: lessons.find((one) => !finished.includes(one)) };
}
