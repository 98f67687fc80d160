// The words of a component, in the language of its session: Python declares them beside the component (`phrases`), and
// they are learnt before it is mounted.

/** @typedef {string | string[]} Template the forms that are counted with are a list @type {Record<string, Template>} */
const known = {};
let counting = ""; // which form goes with 0 to 199; what is larger goes with its last two digits
let tongue = "en";

/** @param {{ language: string, counting: string, words: Record<string, Template> }} table */
export function learn(table) {
  Object.assign(known, table.words);
  ({ counting, language: tongue } = table);
}

/** The language of the session, for what the server says to this page. */
export const language = () => tongue;

/**
 * The text with this id, its places filled.
 * @param {string} id
 * @param {Record<string, string | number>} [values] by the names in the template
 * @param {number} [count] how many things a text with several forms counts
 */
export function word(id, values = {}, count = 1) {
  const found = known[id] ?? id;
  const template =
    typeof found === "string" ? found : found[Number(counting[count < 200 ? count : 100 + (count % 100)])];
  return template.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}
