import assert from "node:assert/strict";
import { test } from "node:test";

import { beginsWords, folded } from "../../static/js/models/folded.js";

test("case and accents do not count", () => {
  assert.equal(folded("Ñandú ÁRBOL"), "nandu arbol");
});

test("each typed word must begin a word, in any order", () => {
  assert.ok(beginsWords("Ajustes: Conexión", "conex aj"));
  assert.ok(beginsWords("Tema: oscuro", "TEMA"));
  assert.ok(beginsWords("Tema: oscuro", ""));
  assert.ok(!beginsWords("Tema: oscuro", "curo"));
  assert.ok(!beginsWords("Tema: oscuro", "tema claro"));
});
