// Shows Markdown that may still be growing: finished blocks are drawn once, only the open end is drawn again.
import { Marked } from "marked";
import { presentable, split } from "../models/blocks.js";
import { SYNTAX } from "../models/markdown-syntax.js";
import { framed } from "./code-block.js";
import { t } from "./messages.js";
import { sanitised } from "./sanitise.js";
import { cited } from "./sources.js";

export { colour, copied } from "./code-block.js";

/**
 * @typedef {import("marked").Token} Token
 * @typedef {import("../models/reply.js").Source} Source
 */

const marked = new Marked({ gfm: true, extensions: /** @type {any} */ (SYNTAX) });
/** @type {((code: Element) => void) | null} */
let drawFormula = null;
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})/;

export class MarkdownView {
  #host;
  #end = document.createElement("div");
  #settled = 0;
  #raw = "";
  #isLive = false;
  /** @type {readonly Source[]} */
  #sources = [];
  /** @type {{ code: HTMLElement, raw: string } | null} a code block that is growing */
  #growing = null;

  /** @param {HTMLElement} host is emptied */
  constructor(host) {
    this.#host = host;
    this.#end.className = "open-end";
    host.replaceChildren(this.#end);
  }

  /** Where the text ends at the moment: a place for a caret. */
  get end() {
    return this.#end;
  }

  /** @param {readonly Source[]} sources that numbers in the text may name; those that come late are found, too */
  set sources(sources) {
    if (sources === this.#sources) return;
    this.#sources = sources;
    for (const place of this.#host.querySelectorAll(".citation")) cited(place, sources);
  }

  /** @param {string} text all of it so far; what was there before is its beginning */
  grow(text) {
    if (text === this.#raw) return;
    this.#raw = text;
    this.#isLive = true;
    const { finished, open } = split(marked.lexer(text.slice(this.#settled)));
    for (const block of finished) this.#settle(/** @type {Token} */ (block));
    this.#showOpen(open.map(({ raw }) => raw).join(""), /** @type {Token | undefined} */ (open[0]));
  }

  /**
   * Draws what is left, block by block: the last ones first, which is where a reader is.
   * @param {string} text all of it: nothing more will come
   */
  *finish(text) {
    const tokens = marked.lexer(text.slice(this.#settled));
    this.#raw = text;
    this.#settled = text.length;
    this.#growing = null;
    this.#end.remove();
    const above = this.#host.lastChild;
    for (const token of tokens.reverse()) {
      const nodes = drawn([token], this.#sources, true, this.#isLive);
      if (above) above.after(...nodes);
      else this.#host.prepend(...nodes);
      yield;
    }
  }

  /** @param {Token} token */
  #settle(token) {
    this.#settled += token.raw.length;
    this.#growing = null;
    this.#end.before(...drawn([token], this.#sources, true, this.#isLive));
  }

  /**
   * @param {string} raw
   * @param {Token | undefined} token
   */
  #showOpen(raw, token) {
    if (token?.type === "code" && FENCE.test(raw)) return this.#growCode(raw, token.text, token);
    this.#growing = null;
    this.#end.replaceChildren(...drawn(marked.lexer(presentable(raw)), this.#sources, false));
  }

  /**
   * @param {string} raw
   * @param {string} text
   * @param {Token} token
   */
  #growCode(raw, text, token) {
    if (this.#growing && raw.startsWith(this.#growing.raw)) {
      const node = /** @type {Text | null} */ (this.#growing.code.firstChild);
      const shown = node?.data ?? "";
      if (node && text.startsWith(shown)) node.appendData(text.slice(shown.length));
      else this.#growing.code.textContent = text;
      this.#growing.raw = raw;
      return;
    }
    this.#end.replaceChildren(...drawn([token], this.#sources, false));
    const code = this.#end.querySelector("code");
    this.#growing = code ? { code, raw } : null;
  }
}

/**
 * @param {Token[]} tokens
 * @param {readonly Source[]} sources
 * @param {boolean} isWhole only what will not change any more is coloured
 * @param {boolean} [isLive] whether one sees it being written: then nothing folds under one's eyes
 * @returns {ChildNode[]}
 */
function drawn(tokens, sources, isWhole, isLive = true) {
  const fragment = sanitised(marked.parser(tokens));
  for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) ranked(heading);
  for (const table of fragment.querySelectorAll("table")) scrollable(table);
  for (const pre of fragment.querySelectorAll("pre")) framed(pre, { isWhole, isLive });
  for (const box of fragment.querySelectorAll("input")) task(box);
  for (const code of fragment.querySelectorAll("code.formula")) formula(code);
  for (const reference of fragment.querySelectorAll(".footnote-reference")) footnoted(reference);
  for (const place of fragment.querySelectorAll(".citation")) cited(place, sources);
  // A block reads in the direction of what is written in it; code always from the left.
  for (const block of fragment.children) if (block instanceof HTMLElement && !block.matches(".code-block")) block.dir = "auto";
  return [...fragment.childNodes];
}

/** @param {Element} heading stands below those of the page and of its message, whatever the model makes of it */
function ranked(heading) {
  heading.setAttribute("aria-level", String(Math.min(6, Math.max(3, Number(heading.localName[1]) + 1))));
}

/** @param {HTMLTableElement} table scrolls inside itself, and by keyboard too */
function scrollable(table) {
  const frame = document.createElement("div");
  frame.className = "table-scroll";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", t("markdown.table"));
  table.replaceWith(frame);
  frame.append(table);
}

/** @param {HTMLInputElement} box */
function task(box) {
  box.closest("li")?.classList.add("task");
  box.setAttribute("aria-label", t(box.checked ? "markdown.task_done" : "markdown.task_open"));
}

/**
 * Draws a formula, at once if what draws them has come; until then its source stands there.
 * @param {Element} code
 */
function formula(code) {
  if (drawFormula) return drawFormula(code);
  import("./formulas.js").then((module) => {
    drawFormula = module.drawFormula;
    if (code.closest(".markdown")) drawFormula(code); // else the text has grown meanwhile, and this is not its end any more
  }, () => {}); // the line is gone: the source stays
}

/** @param {Element} reference leads to the footnote of the same label */
function footnoted(reference) {
  const label = reference.textContent ?? "";
  const link = document.createElement("button");
  link.type = "button";
  link.textContent = label;
  link.setAttribute("aria-label", t("markdown.footnote", { label }));
  link.addEventListener("click", () => {
    const notes = [...(link.closest(".markdown")?.querySelectorAll(".footnote") ?? [])];
    const note = notes.find((it) => it.querySelector("sup")?.textContent === label);
    if (!(note instanceof HTMLElement)) return;
    note.tabIndex = -1;
    note.scrollIntoView({ block: "center" });
    note.focus({ preventScroll: true });
  });
  reference.replaceChildren(link);
  hold(reference);
}

/** @param {Element} reference begins no line: it stays beside the word that it is about */
function hold(reference) {
  const before = reference.previousSibling;
  if (before instanceof Element && before.matches(".held")) return before.append(reference);
  const at = before instanceof Text ? before.data.search(/\S{1,30}$/) : -1;
  const word = before instanceof Text && at >= 0 ? before.splitText(at) : null;
  if (!word) return;
  const held = Object.assign(document.createElement("span"), { className: "held" });
  reference.before(held);
  held.append(word, reference);
}
