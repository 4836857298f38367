import assert from "node:assert/strict";
import { test } from "node:test";
import { asksSomething, NO_WISHES, Opening } from "../../static/js/models/opening.js";

const VERSE = { ...NO_WISHES, instructions: "In verse." };

test("a conversation begins with nothing unless something is asked for", () => {
  const opening = new Opening();
  assert.deepEqual(opening.body, {});
  opening.ask(VERSE);
  assert.deepEqual(opening.body, VERSE);
});

test("a preset brings its own wishes, which the server knows, until the person asks for others", () => {
  const opening = new Opening();
  opening.preset = "p";
  assert.deepEqual(opening.body, { preset_id: "p" });
  opening.ask(VERSE);
  assert.deepEqual(opening.body, { ...VERSE, preset_id: "p" });
});

test("what was asked for comes back when the preset is taken away", () => {
  const opening = new Opening();
  opening.ask(VERSE);
  opening.preset = "p";
  assert.equal(opening.wishes, null);
  opening.preset = "";
  assert.deepEqual(opening.body, VERSE);
});

test("blanks ask for nothing, a parameter does", () => {
  assert.equal(asksSomething({ ...NO_WISHES, instructions: " \n" }), false);
  assert.equal(asksSomething({ ...NO_WISHES, parameters: { ...NO_WISHES.parameters, temperature: 0 } }), true);
});

test("what was asked for is kept, and known to the page after this one", () => {
  let kept = "";
  const opening = new Opening("", (text) => (kept = text));
  opening.ask(VERSE);
  opening.preset = "p";
  opening.ask(NO_WISHES);
  const next = new Opening(kept);
  assert.deepEqual(next.body, VERSE);
  next.preset = "p";
  assert.deepEqual(next.body, { ...NO_WISHES, preset_id: "p" });
});
