// Numbers as text.
import assert from "node:assert/strict";
import test from "node:test";
import { brief, format, percent, short, sizes, tick, whole } from "../../assets/shared/format.js";
import "./english.js";

function table(write, rows) {
  for (const [value, text] of rows) assert.equal(write(value), text, `of ${value}`);
}

test("a value in full has four digits, and a true minus sign", () => {
  table(format, [
    [0, "0"],
    [-0, "0"],
    [1 / 3, "0.3333"],
    [-2.5, "−2.5"],
    [999.96, "1000"],
    [1234.5, "1235"],
    [-123456, "−123456"],
    [0.001, "0.001"],
    [0.00098, "9.8e−4"],
    [-Infinity, "−∞"],
    [Infinity, "not a number"],
    [NaN, "not a number"],
  ]);
});

test("what is written can be read back to four digits", () => {
  for (let k = -40; k < 30; k++) {
    const value = -(1.7 ** k);
    const read = Number(format(value).replaceAll("−", "-"));
    assert.ok(Math.abs(read - value) <= Math.abs(value) * (k < -12 ? 0.05 : 5e-4), `${value} became ${read}`);
  }
});

test("a value in a cell is at most six signs long, whole numbers stay whole", () => {
  table(brief, [
    [3, "3"],
    [-3, "−3"],
    [12345, "12345"],
    [0.126, "0.13"],
    [-12.34, "−12.3"],
    [123.4, "123"],
    [-99.99, "−100.0"],
    [-Infinity, "−∞"],
  ]);
  for (let v = -999.9; v < 1000; v += 7.77) assert.ok(brief(v).length <= 6, brief(v));
});

test("a value beside a curve has three digits, thousands have commas, and nothing is a dash", () => {
  table(short, [
    [0, "0"],
    [-0.012345, "−0.0123"],
    [2.3456, "2.35"],
    [12345.6, "12,346"],
    [null, "–"],
    [NaN, "–"],
  ]);
});

test("a tick is a power of ten where it would be long", () => {
  table(tick, [
    [0, "0"],
    [0.5, "0.5"],
    [2000, "2,000"],
    [10_000, "10⁴"],
    [250_000, "2.5·10⁵"],
    [1e-4, "10⁻⁴"],
  ]);
});

test("counts, shares and sizes", () => {
  table(whole, [
    [999, "999"],
    [61706, "61,706"],
    [138357544, "138,357,544"],
  ]);
  table(percent, [
    [0, "0.0 %"],
    [0.0123, "1.2 %"],
    [0.5, "50 %"],
    [0.9678, "96.8 %"],
    [1, "100.0 %"],
    [null, "–"],
    [undefined, "–"],
  ]);
  assert.equal(sizes([1024, 3, 3]), "1,024 × 3 × 3");
});
