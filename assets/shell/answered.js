// A question was answered rightly: remembered in this browser.
import { remember } from "../shared/memory.js";

const MOST = 100; // of each lesson

export default function mount({ data }) {
  remember(data.lesson, (one) => {
    const before = one.questions ?? [];
    if (!before.includes(data.question)) one.questions = [...before, data.question].slice(-MOST);
  });
}
