// One message from Python, as cnnviz/ui/frame/browser.py packs it.
import assert from "node:assert/strict";
import test from "node:test";
import { unpack } from "../../assets/shared/pack.js";

// Bytes by hand: length of the header, little endian, header, arrays one behind the other.
function pack(header, ...blobs) {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array([head.length & 255, head.length >> 8, 0, 0]);
  return Uint8Array.from([...length, ...head, ...blobs.flatMap((blob) => [...blob])]);
}
const ONE_AND_A_HALF = [0, 0, 0xc0, 0x3f]; // float32, IEEE 754
const MINUS_TWO = [0, 0, 0, 0xc0];

test("floats and bytes come out as they were put in, behind a header of any length", () => {
  for (const title of ["", "a", "ab", "abc", "ä×−"]) {
    const arrays = [
      { name: "map", dtype: "float32", shape: [1, 2], offset: 0 },
      { name: "picture", dtype: "uint8", shape: [3], offset: 8 },
    ];
    const message = unpack(pack({ title, arrays }, ONE_AND_A_HALF, MINUS_TWO, [7, 8, 255]));
    assert.equal(message.header.title, title);
    assert.deepEqual(message.arrays.map, Float32Array.of(1.5, -2));
    assert.deepEqual(message.arrays.picture, Uint8Array.of(7, 8, 255));
  }
});

test("a message that lies inside a larger buffer is read from its own beginning", () => {
  const arrays = [{ name: "a", dtype: "float32", shape: [], offset: 0 }];
  const message = pack({ arrays }, MINUS_TWO);
  for (const before of [0, 1, 2, 3, 5]) {
    const large = new Uint8Array(message.length + before + 9).fill(77);
    large.set(message, before);
    const inside = large.subarray(before, before + message.length);
    assert.deepEqual(unpack(inside).arrays.a, Float32Array.of(-2));
  }
});

test("an empty array is empty", () => {
  const arrays = [{ name: "none", dtype: "uint8", shape: [0, 4], offset: 0 }];
  assert.equal(unpack(pack({ arrays })).arrays.none.length, 0);
});
