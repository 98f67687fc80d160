// The address holds ids of options where Streamlit writes their labels.
import assert from "node:assert/strict";
import test from "node:test";
import { withIds } from "../../assets/shell/address.js";

const IDS = { "pool-kind": { "Max, the largest": "max", 平均: "average" }, names: { A: "a", B: "b" } };
const idsOf = (control) => IDS[control] ?? {};

test("a label gives way to its id, and nothing else is touched", () => {
  for (const [written, address] of [
    ["/pooling?pool-kind=Max,+the+largest&pool-k=2", "/pooling?pool-kind=max&pool-k=2"],
    ["/pooling?pool-k=2&pool-kind=%E5%B9%B3%E5%9D%87#claim", "/pooling?pool-k=2&pool-kind=average#claim"],
    ["http://a.b/c?names=A&names=B", "http://a.b/c?names=a&names=b"],
    ["/pooling?pool-kind=max", "/pooling?pool-kind=max"],
    ["/pooling?pool-kind=toString&stack=1x28-%5B%5D+x", "/pooling?pool-kind=toString&stack=1x28-%5B%5D+x"],
    ["/pooling?pool-kind=&x=1+2;3%2C4", "/pooling?pool-kind=&x=1+2;3%2C4"],
    ["/pooling?", "/pooling?"],
    ["/pooling#claim", "/pooling#claim"],
  ])
    assert.equal(withIds(written, idsOf), address);
});
