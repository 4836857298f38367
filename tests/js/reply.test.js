import assert from "node:assert/strict";
import { test } from "node:test";
import { after } from "../../static/js/models/reply.js";

/** @type {import("../../static/js/models/reply.js").Message} */
const BEGUN = { id: "r", role: "assistant", status: "writing", text: "", reasoning: "", model: "m" };

/** @param {[string, object][]} events */
const told = (...events) => events.reduce((reply, [type, data]) => after(reply, { type, data: JSON.stringify(data) }), BEGUN);

test("deltas add up to the text and the reasoning", () => {
  const reply = told(["reasoning", { delta: "hm" }], ["reasoning", { delta: "m" }], ["text", { delta: "ho" }], ["text", { delta: "la" }]);
  assert.deepEqual([reply.reasoning, reply.text, reply.status], ["hmm", "hola", "writing"]);
});

test("usage brings the model that answered, the cost and the times; an unknown cost stays null", () => {
  const data = { model: "m-2026", cost: null, input_tokens: 3, output_tokens: 4, first_token_ms: 60, reasoning_ms: 20, duration_ms: 900 };
  const { model, cost, usage, timing } = told(["usage", data]);
  assert.deepEqual([model, cost, usage?.input_tokens, timing], ["m-2026", null, 3, { first_token_ms: 60, reasoning_ms: 20, duration_ms: 900 }]);
});

test("a step is one, whatever happens to it, and stays where it began", () => {
  const { steps } = told(["tool", { id: "1", status: "started" }], ["tool", { id: "2", status: "started" }], ["tool", { id: "1", status: "finished" }]);
  assert.deepEqual(steps?.map(({ id, status }) => [id, status]), [["1", "finished"], ["2", "started"]]);
});

test("the sources are those that were told last", () => {
  const { sources } = told(["sources", { items: [{ n: 1 }] }], ["sources", { items: [{ n: 1 }, { n: 2 }] }]);
  assert.deepEqual(sources?.map(({ n }) => n), [1, 2]);
});

test("the end says how it ended, and why", () => {
  const { status, error } = told(["text", { delta: "a" }], ["done", { status: "failed", error: { detail: "cortada" } }]);
  assert.deepEqual([status, error?.detail], ["failed", "cortada"]);
});

test("an event of another kind changes nothing", () => {
  assert.equal(told(["title", { title: "x" }]), BEGUN);
});
