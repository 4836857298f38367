// What our Markdown knows beyond GitHub's: formulas, footnotes and citations. Where one begins and ends; nothing here draws.

/**
 * @typedef {{ type: string, raw: string, text?: string, label?: string, isDisplay?: boolean, tokens?: any[] }} Found
 * @typedef {{ raw: string }} Before
 */

/** No blank line: a mark that was never closed may not swallow the rest of a text. */
const WITHIN = String.raw`(?:(?!\n[ \t]*\n)[\s\S])`;
const BLOCK = new RegExp(String.raw`^ {0,3}(?:\$\$(${WITHIN}+?)\$\$|\\\[(${WITHIN}+?)\\\])[ \t]*(?:\n+|$)`);
const UNCLOSED = new RegExp(String.raw`^ {0,3}(?:\$\$|\\\[)(?!${WITHIN}*(?:\$\$|\\\]))${WITHIN}*$`);
const BLOCK_BEGINS = /\n {0,3}(?:\$\$|\\\[)/;
const INLINE = [
  { pattern: new RegExp(String.raw`^\$\$(${WITHIN}+?)\$\$`), isDisplay: true },
  { pattern: new RegExp(String.raw`^\\\[(${WITHIN}+?)\\\]`), isDisplay: true },
  { pattern: new RegExp(String.raw`^\\\((${WITHIN}+?)\\\)`), isDisplay: false },
];
const DOLLARS = /^\$(?![\s$])((?:\\[\s\S]|[^\\$\n])*?[^\s\\$]|(?:\\[\s\S]|[^\\$\n])*?\\[^\s])\$(?![\p{L}\p{N}$])/u;
const PRICE = /^[\d.,]+(?:[\s–—-]+\p{L}{2,}|[).,;:*_\s])/u;
const WORD_CHARACTER = /[\p{L}\p{N}\\]$/u;
const NOTE = /^\[\^([^\]\s^]{1,32})\]:[ \t]*([^\n]*(?:\n(?: {2,}|\t)[^\n]+)*)(?:\n+|$)/;
const CITATION = /^\[(\d{1,3})\](?!\()/;
const REFERENCE = /^\[\^([^\]\s^]{1,32})\](?!:)/;

/**
 * The formula that a text begins with: `$…$`, `$$…$$`, `\(…\)` or `\[…\]`.
 * @param {string} text
 * @param {string} [before] what stands before it on the line
 * @returns {{ raw: string, text: string, isDisplay: boolean } | null} null too for what is a price: “$5 and $10”
 */
export function formulaAt(text, before = "") {
  for (const { pattern, isDisplay } of INLINE) {
    const found = pattern.exec(text);
    if (found?.[1]?.trim()) return { raw: found[0], text: found[1].trim(), isDisplay };
  }
  const found = DOLLARS.exec(text);
  if (!found?.[1] || WORD_CHARACTER.test(before)) return null;
  if (PRICE.test(found[1]) && !/[\\^_=]/.test(found[1])) return null;
  return { raw: found[0], text: found[1], isDisplay: false };
}

/** Extensions for Marked: `formula` tokens, blocks or within a line, footnotes with their references, and `citation` tokens. */
export const SYNTAX = [
  {
    name: "formulaBlock",
    level: /** @type {const} */ ("block"),
    start: (/** @type {string} */ text) => begins(BLOCK_BEGINS, text),
    tokenizer(/** @type {string} */ text) {
      const found = BLOCK.exec(text);
      if (found) return { type: "formulaBlock", raw: found[0], text: (found[1] ?? found[2] ?? "").trim() };
      const unclosed = UNCLOSED.exec(text);
      return unclosed ? { type: "formulaBlock", raw: unclosed[0], text: unclosed[0], isOpen: true } : undefined;
    },
    renderer: (/** @type {any} */ { text, isOpen }) =>
      isOpen ? `<p>${escaped(text)}</p>` : `<p><code class="formula formula-display">${escaped(text)}</code></p>`,
  },
  {
    name: "formula",
    level: /** @type {const} */ ("inline"),
    start: (/** @type {string} */ text) => begins(/\$|\\[([]/, text),
    tokenizer(/** @type {string} */ text, /** @type {Before[]} */ before) {
      const found = formulaAt(text, before.at(-1)?.raw);
      return found ? { type: "formula", ...found } : undefined;
    },
    renderer: (/** @type {any} */ { text, isDisplay }) => `<code class="formula${isDisplay ? " formula-display" : ""}">${escaped(text)}</code>`,
  },
  {
    name: "footnote",
    level: /** @type {const} */ ("block"),
    start: (/** @type {string} */ text) => begins(/\n\[\^/, text),
    /** @this {import("marked").TokenizerThis} @param {string} text */
    tokenizer(text) {
      const found = NOTE.exec(text);
      if (!found) return undefined;
      const [raw, label, note = ""] = found;
      return { type: "footnote", raw, label, tokens: this.lexer.inlineTokens(note.replace(/\n\s+/g, " ")) };
    },
    /** @this {import("marked").RendererThis} @param {any} token */
    renderer(token) {
      return `<div class="footnote"><sup>${escaped(token.label)}</sup><span>${this.parser.parseInline(token.tokens)}</span></div>`;
    },
  },
  {
    name: "footnoteReference",
    level: /** @type {const} */ ("inline"),
    start: (/** @type {string} */ text) => begins(/\[\^/, text),
    tokenizer(/** @type {string} */ text) {
      const found = REFERENCE.exec(text);
      return found ? { type: "footnoteReference", raw: found[0], text: found[1] } : undefined;
    },
    renderer: (/** @type {any} */ { text }) => `<sup class="footnote-reference">${escaped(text)}</sup>`,
  },
  {
    name: "citation",
    level: /** @type {const} */ ("inline"),
    start: (/** @type {string} */ text) => begins(/\[\d/, text),
    /** `[2]`; where a text defines that label as a link of its own, it is that link until there is such a source. @this {import("marked").TokenizerThis} @param {string} text */
    tokenizer(text) {
      const found = this.lexer.state.inLink ? null : CITATION.exec(text);
      return found ? { type: "citation", raw: found[0], text: found[1], href: this.lexer.tokens.links[found[1] ?? ""]?.href } : undefined;
    },
    renderer: (/** @type {any} */ { text, href }) => `<span class="citation">${href ? `<a href="${escaped(href)}">${text}</a>` : `[${text}]`}</span>`,
  },
];

/**
 * @param {RegExp} pattern
 * @param {string} text
 */
function begins(pattern, text) {
  const at = text.search(pattern);
  return at < 0 ? undefined : at;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
