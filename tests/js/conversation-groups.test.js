import assert from "node:assert/strict";
import { test } from "node:test";
import { groupOf } from "../../static/js/models/conversation-groups.js";

const now = new Date(2026, 10, 22, 0, 30);
const at = (/** @type {[number, number, number?, number?]} */ ...parts) => groupOf({ activeAt: new Date(2026, ...parts) }, now);

test("days are the calendar's, not stretches of 24 hours", () => {
  assert.equal(at(10, 22, 0, 1), "today");
  assert.equal(at(10, 21, 23, 59), "yesterday");
  assert.equal(at(10, 20, 23, 59), "week");
  assert.equal(at(10, 15, 0, 0), "week");
  assert.equal(at(10, 14, 23, 59), "older");
});

test("a pinned one hangs first, and a clock that is ahead is still today", () => {
  assert.equal(groupOf({ pinned: true, activeAt: new Date(2020, 1) }, now), "pinned");
  assert.equal(at(10, 23), "today");
});
