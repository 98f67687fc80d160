// The map of the course, and the list that one jumps from.
import assert from "node:assert/strict";
import test from "node:test";
import { found } from "../../assets/shell/jump.js";
import { leads, told } from "../../assets/shell/map.js";
import "./english.js";

const LESSONS = [
  { slug: "one-value", number: "2.1", title: "One value", needs: {} },
  { slug: "channels", number: "2.6", title: "Channels", needs: { "one-value": ["kernel", "weight"] } },
  { slug: "lenet", number: "4.1", title: "LeNet-5", needs: { "one-value": ["weight"], channels: ["channel"] } },
];

test("a lesson is told with what it builds on and what builds on it", () => {
  assert.deepEqual(
    leads(LESSONS, "one-value").map((one) => one.number),
    ["2.6", "4.1"],
  );
  assert.equal(
    told(LESSONS, LESSONS[1]),
    "2.6 Channels. It uses terms of 2.1 (kernel, weight). Its own are used in 4.1.",
  );
  assert.equal(
    told(LESSONS, LESSONS[0]),
    "2.1 One value. It uses no term of a lesson before it. Its own are used in 2.6, 4.1.",
  );
  assert.equal(told(LESSONS, LESSONS[2]), "4.1 LeNet-5. It uses terms of 2.1 (weight), 2.6 (channel).");
});

const PLACES = [
  ["/residual", "4.6 Residual blocks", "lesson"],
  ["/glossary?term=padding", "padding", "term"],
  ["/padding", "3.3 Padding strategies", "lesson"],
];

test("a text finds the names that have its words, first those that begin with it", () => {
  const names = (text) => found(PLACES, text).map(([, name]) => name);
  assert.deepEqual(names(" Padding"), ["padding", "3.3 Padding strategies"]);
  assert.deepEqual(names("strat pad"), ["3.3 Padding strategies"]);
  assert.equal(names("").length, PLACES.length);
  assert.deepEqual(names("nothing"), []);
});
