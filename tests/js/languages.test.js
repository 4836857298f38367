import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { language } from "../../static/js/models/languages.js";

test("a fence's name gives its grammar and its file's ending", () => {
  assert.deepEqual(language("Python"), { grammar: "python", extension: "py" });
  assert.deepEqual(language("tsx"), { grammar: "typescript", extension: "tsx" });
  assert.deepEqual(language("c++"), { grammar: "cpp", extension: "cpp" });
  assert.deepEqual(language("toml"), { grammar: "ini", extension: "toml" });
});

test("a language nobody knows is plain text", () => {
  assert.deepEqual(language("klingon"), { grammar: null, extension: "txt" });
});

test("every grammar that is promised is there", () => {
  for (const name of "bash c cpp csharp css dart diff dockerfile elixir go graphql haskell http ini java javascript json julia kotlin latex less lua makefile markdown matlab nginx objectivec perl php plaintext powershell protobuf python r ruby rust scala scss shell sql swift typescript vbnet vim xml yaml".split(" ")) {
    const { grammar } = language(name);
    assert.ok(existsSync(new URL(`../../static/vendor/highlight/languages/${grammar}.min.js`, import.meta.url)), name);
  }
});
