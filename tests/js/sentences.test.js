import assert from "node:assert/strict";
import { test } from "node:test";
import { Sentences } from "../../static/js/models/sentences.js";

test("each sentence is said once, when it is whole", () => {
  const sentences = new Sentences();
  const text = "Hola, Ana. ¿Qué tal? Va bien";
  const said = [];
  for (let end = 1; end <= text.length; end += 1) said.push(sentences.take(text.slice(0, end)));
  said.push(sentences.take(text, true));
  assert.deepEqual(said.filter(Boolean), ["Hola, Ana.", "¿Qué tal?", "Va bien"]);
});

test("a number's point ends nothing", () => {
  const sentences = new Sentences();
  assert.equal(sentences.take("It costs 3.5"), "");
  assert.equal(sentences.take("It costs 3.5 soles. Ye"), "It costs 3.5 soles.");
});

test("Markdown's marks are not read out", () => {
  const text = "## Title\n\n- **one** [link](https://x.pe)\n- `two`\n\n| a | b |\n|---|---|\n\n```py\nx = 1\n```\n";
  assert.equal(new Sentences().take(text, true), "Title one link two a b x = 1");
});
