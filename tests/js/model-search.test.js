import assert from "node:assert/strict";
import { test } from "node:test";
import { canChat, found, shelfOf } from "../../static/js/models/model-search.js";

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

test("what the page says of a model is found, in the words of its language", () => {
  const said = (/** @type {{ abilities: string[] }} */ { abilities }) => (abilities.includes("vision") ? "Ve imágenes" : "");
  assert.deepEqual(found(MODELS, "imagenes", [], said).map(({ id }) => id), ["gpt-4o"]);
});

test("the list is narrowed to what can do all that is asked", () => {
  assert.deepEqual(found(MODELS, "", [], undefined, { abilities: ["vision"] }).map(({ id }) => id), ["gpt-4o"]);
  assert.deepEqual(found(MODELS, "", [], undefined, { abilities: ["vision", "reasoning"] }), []);
});

test("the cheapest first: a price that is not known is not a low one", () => {
  const priced = (/** @type {string} */ id, /** @type {string | null} */ price) => model(id, { input_price_per_million: price, output_price_per_million: price });
  const models = [priced("unknown", null), priced("dear", "12.5"), priced("free", "0"), priced("cheap", "9"), model("pictures", { mode: "image_generation" })];
  assert.deepEqual(found(models, "", ["dear"], undefined, { isCheapFirst: true }).map(({ id }) => id), ["free", "cheap", "dear", "unknown", "pictures"]);
});

test("a model stands among the favourites before the recent ones, and what cannot chat stands apart", () => {
  const shelves = MODELS.map((it) => shelfOf(it, { favourites: ["gpt-4o", "dall-e"], recent: ["gpt-4o", "gemini-pro"] }));
  assert.deepEqual(shelves, ["silent", "recent", "favourites", "all"]);
});
