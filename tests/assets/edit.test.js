// Edits of a kernel. A kernel is a list of rows of texts.
import assert from "node:assert/strict";
import test from "node:test";
import * as change from "../../assets/views/kernel/edit.js";
import { sameKernel } from "../../assets/views/kernel/presets.js";
import "./english.js";

const KERNEL = [
  ["1", "-2"],
  ["0", "1/4"],
  ["0.5", "−3"],
];

test("a text stands for a number, a fraction or none", () => {
  const rows = { 1: 1, "-0.5": -0.5, "−0.5": -0.5, "1/4": 0.25, "+.5": 0.5, "2.": 2, "1e-3": Math.fround(0.001) };
  for (const [text, number] of Object.entries(rows)) assert.equal(change.value(text), number, text);
  for (const text of ["", "a", "1/2/3", "1/", "1,5", "0x1", "Infinity", "1 2"])
    assert.ok(Number.isNaN(change.value(text)), text);
});

test("a number's text gives the same float32 again, in few digits", () => {
  for (const [number, text] of [
    [0, "0"],
    [1, "1"],
    [-0.5, "-0.5"],
    [0.1, "0.1"],
    [1e9, "1000000000"],
    [1e10, "1e10"],
    [1e-7, "0.0000001"],
    [1e-12, "1e-12"],
  ]) {
    assert.equal(change.text(number), text);
  }
  for (let k = -60; k < 60; k++) {
    const number = Math.fround((k % 2 ? -1 : 1) * 1.37 ** k);
    assert.equal(change.value(change.text(number)), number);
  }
});

test("four turns by 90° give the kernel again, one puts the last column on top", () => {
  const once = change.rotate(KERNEL);
  assert.deepEqual(once, [
    ["-2", "1/4", "−3"],
    ["1", "0", "0.5"],
  ]);
  assert.deepEqual(change.rotate(change.rotate(change.rotate(once))), KERNEL);
});

test("negated twice, the values are the same again; zero has no sign", () => {
  assert.deepEqual(change.negate(KERNEL)[1], ["0", "-0.25"]);
  assert.deepEqual(change.values(change.negate(change.negate(KERNEL))), change.values(KERNEL));
});

test("normalised, the entries sum to 1, or their sizes do where the sum is 0", () => {
  const total = (kernel) => change.values(kernel).reduce((a, b) => a + b, 0);
  assert.ok(
    Math.abs(
      total(
        change.normalise([
          ["1", "2"],
          ["3", "4"],
        ]),
      ) - 1,
    ) < 1e-6,
  );
  assert.deepEqual(change.normalise([["-1", "0", "1"]]), [["-0.5", "0", "0.5"]]);
  assert.equal(change.normalise([["0", "0"]]), null);
});

test("a kernel grows and shrinks around its middle", () => {
  const one = [["7"]];
  assert.deepEqual(change.resize(one, 3, 3), [
    ["0", "0", "0"],
    ["0", "7", "0"],
    ["0", "0", "0"],
  ]);
  assert.deepEqual(change.resize(change.resize(one, 5, 3), 1, 1), one);
});

test("one entry is put in, and the others stay", () => {
  const kernel = [
    ["1", "2"],
    ["3", "4"],
  ];
  assert.deepEqual(change.put(kernel, 1, 0, "1/9"), [
    ["1", "2"],
    ["1/9", "4"],
  ]);
  assert.equal(kernel[1][0], "3");
});

test("kernels are the same whose numbers are, however they are written", () => {
  assert.ok(sameKernel([["0.5", "-1"]], [["1/2", "−1.0"]]));
  assert.ok(!sameKernel([["0.5", "-1"]], [["0.5"], ["-1"]]));
  assert.ok(!sameKernel([["1"]], [["x"]]), "what is no number is like nothing");
});

test("what other keyboards type is a number, and a word is none", () => {
  for (const [typed, number] of [
    ["－１．５", -1.5],
    ["−3", -3],
    ["—2", -2],
    ["0,25", 0.25],
    [" 1 / 4 ", 0.25],
    ["１／８", 0.125],
    ["3。5", 3.5],
  ])
    assert.equal(change.value(change.plain(typed)), number);
  for (const word of ["two", "1,2,3", "5²", "1/0/2", "１a"])
    assert.ok(Number.isNaN(change.value(change.plain(word))), word);
});
