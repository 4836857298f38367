import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../static/js/models/drafts.js";

function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    kept,
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

test("each conversation has a draft of its own", () => {
  const drafts = new Drafts(memory(), "ana");
  drafts.keep("a", "hola");
  drafts.keep("new", "adiós");
  assert.deepEqual([drafts.of("a"), drafts.of("new"), drafts.of("b")], ["hola", "adiós", ""]);
});

test("nothing but blanks leaves nothing behind", () => {
  const storage = memory();
  const drafts = new Drafts(storage, "ana");
  drafts.keep("a", "hola");
  drafts.keep("a", " \n");
  assert.equal(storage.kept.size, 0);
});

test("a storage that refuses is no reason to stop typing", () => {
  const refuse = () => {
    throw new Error("full");
  };
  const drafts = new Drafts({ getItem: refuse, setItem: refuse, removeItem: refuse }, "ana");
  drafts.keep("a", "hola");
  assert.equal(drafts.of("a"), "");
});

test("what is on its way is kept beside what is typed meanwhile, with the message that it follows", () => {
  const drafts = new Drafts(memory(), "ana");
  assert.deepEqual(drafts.held("a"), { parent: "", text: "" });
  drafts.hold("a", "una\n\ny otra", "m1");
  drafts.keep("a", "mientras tanto");
  assert.deepEqual(drafts.held("a"), { parent: "m1", text: "una\n\ny otra" });
  assert.equal(drafts.of("a"), "mientras tanto");
  drafts.hold("a", "");
  assert.deepEqual(drafts.held("a"), { parent: "", text: "" });
  drafts.hold("new", "primera");
  assert.deepEqual(drafts.held("new"), { parent: "", text: "primera" });
});

test("nobody finds what another person has typed in the same browser", () => {
  const storage = memory();
  new Drafts(storage, "ana").keep("new", "un secreto");
  assert.equal(new Drafts(storage, "luis").of("new"), "");
  assert.equal(new Drafts(storage, "ana").of("new"), "un secreto");
});
