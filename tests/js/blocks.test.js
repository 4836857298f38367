import assert from "node:assert/strict";
import { test } from "node:test";
import { marked } from "marked";
import { presentable, split } from "../../static/js/models/blocks.js";

const TEXT = `# Title

A paragraph with **bold** and \`code\`.

- one
- two
  - nested

  more of two

| a | b |
|---|---|
| 1 | 2 |

\`\`\`python
print("hi")

# still code
\`\`\`

> quote
goes on

1. first

2. second

Last words.`;

test("a text that grows letter by letter ends in the same blocks as the whole", () => {
  let settled = 0;
  /** @type {string[]} */
  const finished = [];
  for (let end = 1; end <= TEXT.length; end += 1) {
    const { finished: done } = split(marked.lexer(TEXT.slice(settled, end)));
    for (const block of done) {
      finished.push(block.raw);
      settled += block.raw.length;
    }
  }
  const whole = marked.lexer(TEXT).map(({ raw, type }) => [type, raw.trim()]).filter(([type]) => type !== "space");
  const grown = [...finished, TEXT.slice(settled)].map((raw) => raw.trim()).filter(Boolean);
  assert.deepEqual(grown, whole.map(([, raw]) => raw));
});

test("a block is finished only when another has begun", () => {
  const space = { type: "space", raw: "\n\n" };
  const words = { type: "paragraph", raw: "a" };
  assert.deepEqual(split([words, space]), { finished: [], open: [words, space] });
  assert.deepEqual(split([words, space, words]), { finished: [words, space], open: [words] });
  assert.deepEqual(split([]), { finished: [], open: [] });
});

test("markers that wait for their partner get it", () => {
  assert.equal(presentable("it is **bold and"), "it is **bold and**");
  assert.equal(presentable("call `run"), "call `run`");
  assert.equal(presentable("**done** and `2 ** 3`"), "**done** and `2 ** 3`");
  assert.equal(presentable("a ~~gone"), "a ~~gone~~");
});

test("halves of links, tags and tables wait for the rest", () => {
  assert.equal(presentable("see [the docs](https://ex"), "see the docs");
  assert.equal(presentable("see [the do"), "see the do");
  assert.equal(presentable("so it is [1"), "so it is ");
  assert.equal(presentable("so it is [1][2]"), "so it is [1][2]");
  assert.equal(presentable("a <img src='x"), "a ");
  assert.equal(presentable("| a | b |\n|--"), "");
  assert.equal(presentable("see [it](https://x.pe) now"), "see [it](https://x.pe) now");
});

test("what stands in a fence is nobody's business", () => {
  assert.equal(presentable("```js\nlet a = [1, `x"), "```js\nlet a = [1, `x");
});

test("half a formula waits for the rest, a price does not", () => {
  assert.equal(presentable("sea $x^2 +"), "sea ");
  assert.equal(presentable("sea \\(x +"), "sea ");
  assert.equal(presentable("$$\n\\frac{a}{"), "");
  assert.equal(presentable("sea $a$ y $b"), "sea $a$ y ");
  assert.equal(presentable("sea $a$ y $$b$$ ya"), "sea $a$ y $$b$$ ya");
  assert.equal(presentable("cuesta $5 y luego"), "cuesta $5 y luego");
  assert.equal(presentable("`echo $HOME` y"), "`echo $HOME` y");
});
