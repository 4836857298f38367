import assert from "node:assert/strict";
import { test } from "node:test";
import { formats } from "../../static/js/models/formats.js";

const plain = (/** @type {string} */ text) => text.replace(/[\u00a0\u202f]/g, " ");
const es = formats("es");
const en = formats("en");

test("money has cents, and two digits that mean something below a cent", () => {
  assert.deepEqual(["0", "3.42", "0.0067", "0.00001234", "0.00000001"].map((usd) => plain(es.money(usd))), [
    "0,00 US$", "3,42 US$", "0,0067 US$", "0,000012 US$", "0,000000 US$",
  ]);
  assert.equal(en.money("0.0067"), "$0.0067");
});

test("time is told as finely as it matters", () => {
  assert.deepEqual([40, 600, 9_960, 14_200, 125_000, 120_000].map((ms) => plain(es.duration(ms))), [
    "40 ms", "0,6 s", "10 s", "14 s", "2 min 5 s", "2 min",
  ]);
  assert.equal(en.duration(1_800), "1.8s");
});

test("counts are grouped, and windows are short", () => {
  assert.equal(en.number(1204), "1,204");
  assert.equal(en.compact(128_000), "128K");
  assert.equal(en.tokens(1204), "1,204 tokens");
});

test("a share that is there is never written as nothing", () => {
  assert.deepEqual([0, 0.0001, 0.38, 1.2].map((part) => plain(es.share(part))), ["0 %", "< 1 %", "38 %", "120 %"]);
});

test("a moment is as far from now as one would say, and has a date after a week", () => {
  const now = new Date("2026-07-15T12:00:00Z");
  const said = (/** @type {string} */ then) => plain(es.ago(new Date(then), now));
  assert.deepEqual(["2026-07-15T11:59:40Z", "2026-07-15T12:00:30Z", "2026-07-15T11:55:00Z", "2026-07-15T09:00:00Z"].map(said), [
    "ahora", "ahora", "hace 5 min", "hace 3 h",
  ]);
  assert.deepEqual(["2026-07-14T10:00:00Z", "2026-07-12T12:00:00Z", "2026-06-01T12:00:00Z"].map(said), ["ayer", "hace 3 d", "1 jun 2026"]);
  assert.equal(en.ago(new Date("2026-07-14T10:00:00Z"), now), "yesterday");
});
