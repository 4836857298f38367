import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadOf, outlook, tokensIn } from "../../static/js/models/context.js";

/** @typedef {import("../../static/js/models/reply.js").Message} Message */

const MODEL = { context_window: 1_000, input_price_per_million: "2.5" };

/**
 * @param {"user" | "assistant"} role
 * @param {string} text
 * @param {Partial<Message>} [more]
 * @returns {Message}
 */
const said = (role, text, more = {}) => ({ id: text, role, status: "complete", text, reasoning: "", ...more });
const measured = (/** @type {string} */ text, input = 500, output = 20, reasoning = 0) =>
  said("assistant", text, { model: "m", usage: { input_tokens: input, output_tokens: output, reasoning_tokens: reasoning } });

test("a token is three and a half bytes, and a part of one counts as one", () => {
  /** @type {[string, number][]} */
  const shared = JSON.parse(readFileSync("tests/data/tokens.json", "utf-8"));
  assert.deepEqual(shared.map(([text]) => tokensIn(text)), shared.map(([, tokens]) => tokens));
});

test("what nobody measured is estimated from its text, messages that say nothing aside", () => {
  const load = loadOf([said("user", "1234567"), said("assistant", ""), said("user", "1234567")], true);
  assert.deepEqual(load, { measured: 0, by: null, estimated: 12, ratio: 1, isFloor: false });
});

test("what a model counted last is taken in place of everything before it, without what it thought", () => {
  const load = loadOf([said("user", "x".repeat(9_999)), measured("Sí.", 500, 30, 10), said("user", "1234567")], false);
  assert.deepEqual(load, { measured: 520, by: "m", estimated: 6, ratio: 1, isFloor: false });
});

test("a reply that looked things up says nothing of what is sent next: its rounds are counted together", () => {
  const searched = { ...measured("Sí.", 9_000, 20), steps: [{ id: "s1", name: "web_search", status: /** @type {const} */ ("finished"), label: "" }] };
  const load = loadOf([said("user", "1234567"), measured("Sí.", 100, 20), said("user", "1234567"), searched], true);
  assert.deepEqual(load, { measured: 120, by: "m", estimated: 6 + 6, ratio: 1, isFloor: false });
});

test("nor does that of a model that was asked for a plan first", () => {
  const branch = [said("user", "1234567"), measured("Sí.", 100, 20), said("user", "1234567", { web: "auto" }), measured("Sí.", 9_000, 20)];
  const plans = (/** @type {string} */ model) => model === "m";
  assert.equal(loadOf(branch, true, { plans }).measured, 0);
  assert.equal(loadOf(branch, true, { plans: () => false }).measured, 9_020);
  const asked = [said("user", "1234567", { web: "never" }), ...branch.slice(1)];
  assert.equal(loadOf(asked, true, { plans }).measured, 120);
});

test("a long reply shows how its model counts; one that cannot be right does not", () => {
  const text = "x".repeat(700); // 200 tokens by our rule
  assert.equal(loadOf([measured(text, 10, 150)], true).ratio, 0.75);
  assert.equal(loadOf([measured(text, 10, 900)], true).ratio, 1);
  assert.equal(outlook(loadOf([measured(text, 10, 150)], true), "x".repeat(686), MODEL).tokens, 160 + 150);
});

test("older messages that nobody counted make it a lower bound", () => {
  assert.equal(loadOf([said("user", "Hola")], false).isFloor, true);
});

test("the window's share and the price of sending are told", () => {
  const load = loadOf([measured("Sí.", 380, 0)], true);
  assert.deepEqual(outlook(load, "  ", MODEL), { tokens: 380, window: 1_000, share: 0.38, cost: 0.00095 });
});

test("an unknown window and an unknown price are unknown, not 0", () => {
  const load = loadOf([measured("Sí.", 380, 0)], true);
  assert.deepEqual(outlook(load, "", undefined), { tokens: 380, window: null, share: null, cost: null });
  assert.deepEqual(outlook(load, "", { context_window: null, input_price_per_million: null }).share, null);
});

const SUMMARY = { message_id: "old answer", text: "x".repeat(265), created_at: "2026-11-22T10:00:00Z" }; // 100 tokens with what stands above it
const LONG = said("user", "x".repeat(3_500));
const OLD = measured("old answer", 1_100, 20);

test("what a summary replaced is not counted any more, before the next reply is measured too", () => {
  const after = said("user", "1234567");
  const branch = [LONG, { ...OLD, finished_at: "2026-11-22T09:00:00Z" }, after];
  assert.deepEqual(loadOf(branch, true, { summary: SUMMARY }), { measured: 0, by: null, estimated: 104 + 6, ratio: 1, isFloor: false });
  assert.equal(loadOf(branch, false, { summary: SUMMARY }).isFloor, false);
  assert.equal(loadOf(branch, true).measured, 1_120);
});

test("a reply that was measured before a later summary says nothing of what is sent now", () => {
  const early = { ...measured("early", 900, 20), finished_at: "2026-11-22T09:30:00Z" };
  const load = loadOf([LONG, OLD, said("user", "1234567"), early], true, { summary: SUMMARY });
  assert.equal(load.measured, 0);
  const late = { ...early, finished_at: "2026-11-22T10:00:01Z" };
  assert.equal(loadOf([LONG, OLD, said("user", "1234567"), late], true, { summary: SUMMARY }).measured, 920);
  assert.equal(loadOf([LONG, OLD, said("user", "1234567"), measured("now", 300, 20)], true, { summary: SUMMARY }).measured, 320);
});

test("a summary without a text, or of another branch, stands for nothing", () => {
  for (const summary of [{ ...SUMMARY, text: "" }, { ...SUMMARY, message_id: "elsewhere" }]) {
    assert.deepEqual(loadOf([said("user", "1234567")], false, { summary }), { measured: 0, by: null, estimated: 6, ratio: 1, isFloor: true });
  }
});

test("instructions go with what nobody has measured, and are in what was", () => {
  assert.equal(loadOf([], true, { instructions: "1234567" }).estimated, 6);
  assert.equal(loadOf([measured("Sí.", 500, 20)], true, { instructions: "1234567" }).estimated, 0);
});
