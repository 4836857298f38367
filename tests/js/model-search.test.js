import assert from "node:assert/strict";
import { test } from "node:test";
import { canChat, found } from "../../static/js/models/model-search.js";

/**
 * @param {string} id
 * @param {Partial<import("../../static/js/models/model-search.js").Model>} [rest]
 */
const model = (id, rest) => ({
  id, name: id, provider: null, mode: "chat", context_window: null, input_price_per_million: null, output_price_per_million: null, abilities: [], ...rest,
});
const MODELS = [
  model("dall-e", { mode: "image_generation", provider: "openai" }),
  model("gemini-pro", { provider: "gemini", abilities: ["reasoning"] }),
  model("gpt-4o", { provider: "openai", abilities: ["vision"] }),
  model("Búho", { mode: null }),
];
const ids = (/** @type {string} */ query, preferred = /** @type {string[]} */ ([])) => found(MODELS, query, preferred).map(({ id }) => id);

test("without a question, all in the gateway's order, what cannot chat last", () => {
  assert.deepEqual(ids(""), ["gemini-pro", "gpt-4o", "Búho", "dall-e"]);
});

test("preferred ones come first, in their order, each once", () => {
  assert.deepEqual(ids("", ["Búho", "gpt-4o", "Búho", "gone"]), ["Búho", "gpt-4o", "gemini-pro", "dall-e"]);
});

test("every word must be found, in name, provider or abilities, case and accents aside", () => {
  assert.deepEqual(ids("OPENAI vis"), ["gpt-4o"]);
  assert.deepEqual(ids("buho"), ["Búho"]);
  assert.deepEqual(ids("nada"), []);
});

test("a mode that is not told is taken as chat", () => {
  assert.deepEqual(MODELS.map(canChat), [false, true, true, true]);
});
