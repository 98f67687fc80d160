// What is lit, in words and numbers.
import { brief, format } from "../../shared/format.js";
import { word } from "../../shared/words.js";
import { active, POOLS } from "./scene.js";

const MOST_VALUES = 16; // a longer list of values says how many they are
const MOST_PRODUCTS = 9;

const bracketed = (v) => (v < 0 ? `(${format(v)})` : format(v));

/** The sentence below the panels. @param {import("./scene.js").Scene} scene */
export function sentence(scene) {
  const { header, hover } = scene;
  if (hover?.kind === "k") return aboutWeight(scene, hover);
  if (hover?.kind === "in" && !header.photo) return aboutInput(scene, hover);
  return aboutOutput(scene, active(scene));
}

function aboutWeight({ model, at }, { i, j }) {
  const reach = model.reach(i, j);
  const n = reach.rows * reach.columns;
  const inputs = word("input_values", { n }, n);
  if (model.op in POOLS) return word("cell_meets", { i, j, inputs });
  const weight = format(model.weight(at.f, model.planes(at.f)[0], i, j));
  return word(model.transposed ? "weight_spreads" : "weight_multiplies", { i, j, weight, inputs });
}

function aboutInput({ header, model }, { y, x }) {
  const { input, output } = header.names;
  const n = model.outputsOf(y, x).length;
  if (model.transposed && header.renamed)
    return word("reaches", { input, y, x, cells: word("cells", { n }, n), output });
  const said = { y, x, value: format(model.inputAt(0, y, x)), uses: word("output_values", { n }, n) };
  return word(model.inside(y, x) ? "input_used" : "padded_used", said);
}

function aboutOutput({ header, model }, { f, r, q }) {
  const planes = model.planes(f).map((c) => model.terms(f, r, q, c));
  const terms = planes.flat();
  const left = `${header.names.output}[${r}, ${q}]`;
  const right = format(model.out(f, r, q));
  if (model.op in POOLS) return `${left} = ${pooled(model, terms)} = ${right}`;
  const bias = header.bias ? ` + ${bracketed(model.bias(f))}` : "";
  return `${left} = ${summed(planes, terms)}${bias} = ${right}`;
}

function pooled(model, terms) {
  const few = terms.length <= MOST_VALUES;
  const values = terms.map((term) => brief(term.value));
  if (model.op !== "l2") return `${model.op}(${few ? values.join(", ") : word("many_values", { n: terms.length })})`;
  const squares = few
    ? values.map((v) => (v.startsWith("−") ? `(${v})²` : `${v}²`)).join(" + ")
    : word("many_squares", { n: terms.length });
  const whole = model.kh * model.kw;
  // torch scales a window that reaches over the end
  return terms.length < whole ? `√(${whole}/${terms.length} · (${squares}))` : `√(${squares})`;
}

function summed(planes, terms) {
  if (terms.length <= MOST_PRODUCTS) {
    return terms.map((term) => `${format(term.value)}·${bracketed(term.weight)}`).join(" + ");
  }
  if (planes.length === 1) return word("many_products", { n: terms.length });
  return planes.map((plane) => bracketed(plane.reduce((sum, term) => sum + term.product, 0))).join(" + ");
}
