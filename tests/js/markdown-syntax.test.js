import assert from "node:assert/strict";
import { test } from "node:test";
import { Marked } from "marked";
import { formulaAt, SYNTAX } from "../../static/js/models/markdown-syntax.js";

const marked = new Marked({ gfm: true, extensions: /** @type {any} */ (SYNTAX) });
/** @param {string} text */
const html = (text) => String(marked.parse(text)).trim();
/** @param {string} text */
const formulas = (text) => [...html(text).matchAll(/<code class="formula[^>]*>([^<]*)</g)].map(([, tex]) => tex);

test("the four ways to write a formula are known", () => {
  assert.deepEqual(formulas("Sea $a^2$ y \\(b\\), luego $$c$$ y \\[d\\]."), ["a^2", "b", "c", "d"]);
});

test("prices are no formulas", () => {
  for (const text of ["$5 and $10", "cuesta $5, $6 o $7.", "de $5-$10", "US$5/US$10", "(5$, 10$)", "$5 million for $x", "**$5** y **$10**", "$ 5 $", "a $20/month plan and a $30/month plan"])
    assert.deepEqual(formulas(text), [], text);
});

test("formulas that begin with a digit are formulas still", () => {
  assert.deepEqual(formulas("$2x+1$ y $10^6$ y $3$"), ["2x+1", "10^6", "3"]);
});

test("a formula keeps what Markdown would take: stars, low lines, backslashes", () => {
  assert.deepEqual(formulas("$a_1*b_2*c_3$ \\(\\{x\\_y\\}\\)"), ["a_1*b_2*c_3", "\\{x\\_y\\}"]);
  assert.deepEqual(formulas("$$\na\n- b \\\\\n= c\n$$"), ["a\n- b \\\\\n= c"]);
});

test("a block in the midst of a paragraph is a block", () => {
  assert.match(html("antes\n$$\nx\n$$\ndespués"), /<p>antes<\/p>\s*<p><code class="formula formula-display">x<\/code><\/p>\s*<p>después<\/p>/);
});

test("code holds no formulas", () => {
  assert.deepEqual(formulas("`$a$` y\n\n```sh\necho $HOME $PATH\n```"), []);
});

test("a block that was never closed stays text, to the next blank line", () => {
  assert.equal(html("$$\nx - y\n- z"), "<p>$$\nx - y\n- z</p>");
  assert.match(html("$$\nx\n\n# título"), /<h1>título<\/h1>/);
});

test("what a formula holds is escaped", () => {
  assert.equal(html("$<img src=x>$"), '<p><code class="formula">&lt;img src=x&gt;</code></p>');
  assert.equal(formulaAt("$ a$"), null);
});

test("very long texts full of dollars take no long time to read", () => {
  const text = "$a ".repeat(20_000);
  assert.deepEqual(formulas(text), []);
});

test("footnotes and their references are told apart", () => {
  const text = html("Un dato[^1].\n\n[^1]: La *fuente*\n  en dos líneas.\n[^2]: Otra.");
  assert.match(text, /dato<sup class="footnote-reference">1<\/sup>\./);
  assert.match(text, /<div class="footnote"><sup>1<\/sup><span>La <em>fuente<\/em> en dos líneas\.<\/span><\/div><div class="footnote"><sup>2/);
});

test("a number in brackets is a citation, one beside the other too", () => {
  assert.equal(html("Mide 3.812 m[1][12]."), '<p>Mide 3.812 m<span class="citation">[1]</span><span class="citation">[12]</span>.</p>');
});

test("links, code and words in brackets are no citations", () => {
  for (const text of ["[1](https://a.pe)", "[ver [1]](https://a.pe)", "`a[1]`", "[a1]", "[1234]", "```\na[1]\n```", "[^1]"])
    assert.doesNotMatch(html(text), /citation/, text);
});

test("a number that the text itself defines leads there, until there is a source of that number", () => {
  assert.match(html("Así es [2].\n\n[2]: https://a.pe/?a=1&b"), /<span class="citation"><a href="https:\/\/a\.pe\/\?a=1&amp;b">2<\/a><\/span>/);
});
