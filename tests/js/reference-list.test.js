import assert from "node:assert/strict";
import { test } from "node:test";
import { Marked } from "marked";
import { withReferences } from "../../static/js/models/reference-list.js";

const source = { n: 1, url: "https://a.pe/x", title: "El lago", site: "a.pe" };
/** @param {Partial<import("../../static/js/models/reply.js").Source>} changes */
const shown = (changes) => String(new Marked({ gfm: true }).parse(withReferences("Sí [1].", [{ ...source, ...changes }])));

test("the text keeps its numbers, and the sources stand below it by theirs", () => {
  const text = withReferences("Mide mucho [1][2].\n", [source, { ...source, n: 2, title: "" }]);
  assert.equal(text, "Mide mucho [1][2].\n\n1. [El lago](https://a.pe/x)\n2. [a.pe](https://a.pe/x)");
  assert.equal(withReferences("Sin nada.", []), "Sin nada.");
});

test("a title makes no link, picture or markup of its own", () => {
  for (const title of ["](https://evil.example) [x", "[x](https://evil.example)", "![x](https://evil.example/p)", "<img src=x onerror=y>", "a\n\n# b", "https://evil.example", "www.evil.example", "x@evil.example", "`a`", "\\](//evil.example)"]) {
    const html = shown({ title });
    assert.deepEqual([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address), ["https://a.pe/x"], html);
    assert.doesNotMatch(html, /<(?!\/?(?:a|p|ol|li)\b)/, html);
  }
});

test("an address ends where it ends, and one that is not of the web is none", () => {
  assert.match(shown({ url: "https://a.pe/a(b)c d" }), /href="https:\/\/a\.pe\/a%28b%29c%20d"/);
  assert.doesNotMatch(shown({ url: "javascript:alert(1)" }), /href/);
});
