import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, standing } from "../../static/js/models/branches.js";

test("a message among its siblings knows the one before and the one after", () => {
  assert.deepEqual(standing("b", ["a", "b", "c"]), { place: 2, count: 3, earlier: "a", later: "c" });
  assert.deepEqual(standing("a", ["a", "b"]), { place: 1, count: 2, earlier: null, later: "b" });
});

test("a message whose siblings are not told, or leave it out, stands alone", () => {
  for (const siblings of [null, undefined, [], ["x"]]) assert.deepEqual(standing("a", siblings), { place: 1, count: 1, earlier: null, later: null });
});

test("a new sibling comes last", () => {
  assert.deepEqual(beside({ id: "a", siblings: ["a", "b"] }, "c"), ["a", "b", "c"]);
  assert.deepEqual(beside({ id: "a", siblings: null }, "b"), ["a", "b"]);
});
