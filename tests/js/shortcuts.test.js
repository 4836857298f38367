import assert from "node:assert/strict";
import { test } from "node:test";
import { printed, shortcutOf } from "../../static/js/models/shortcuts.js";

const BARE = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
const PC = { isMac: false, isTyping: false };
const MAC = { isMac: true, isTyping: false };

test("the command key is that of the platform", () => {
  assert.equal(shortcutOf({ ...BARE, key: "k", ctrlKey: true }, PC), "search");
  assert.equal(shortcutOf({ ...BARE, key: "k", metaKey: true }, MAC), "search");
  assert.equal(shortcutOf({ ...BARE, key: "k", ctrlKey: true }, MAC), null);
  assert.equal(shortcutOf({ ...BARE, key: "O", ctrlKey: true, shiftKey: true }, PC), "new_chat");
  assert.equal(shortcutOf({ ...BARE, key: "o", ctrlKey: true }, PC), null);
});

test("a bare key is a letter while one types", () => {
  assert.equal(shortcutOf({ ...BARE, key: "?", shiftKey: true }, PC), "help");
  assert.equal(shortcutOf({ ...BARE, key: "?", shiftKey: true }, { ...PC, isTyping: true }), null);
  assert.equal(shortcutOf({ ...BARE, key: "k", ctrlKey: true }, { ...PC, isTyping: true }), "search");
  assert.equal(shortcutOf({ ...BARE, key: "@", altKey: true, ctrlKey: true }, PC), null);
});

test("a keyboard may write another character with Shift", () => {
  assert.equal(shortcutOf({ ...BARE, key: ":", ctrlKey: true, shiftKey: true }, PC), "copy_code");
  assert.equal(shortcutOf({ ...BARE, key: ";", ctrlKey: true, shiftKey: true }, PC), "copy_code");
});

test("keys read as they are printed on keyboards", () => {
  assert.equal(printed("mod+shift+o", false), "Ctrl ⇧ O");
  assert.equal(printed("mod+shift+o", true), "⌘ ⇧ O");
  assert.equal(printed("?", true), "?");
});
