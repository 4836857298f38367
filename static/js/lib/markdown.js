// Shows Markdown that may still be growing: finished blocks are drawn once, only the open end is drawn again.
import { Marked } from "marked";
import { presentable, split } from "../models/blocks.js";
import { icon, iconButton } from "./icons.js";
import { t } from "./messages.js";
import { sanitised } from "./sanitise.js";

/** @typedef {import("marked").Token} Token */

const marked = new Marked({ gfm: true });
/** Longer texts stay as they are: colouring them would stop the page for too long. */
const LONGEST_COLOURED = 40_000;
/** @type {Map<string, ReturnType<typeof loaded>>} */
const grammars = new Map();
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})/;

export class MarkdownView {
  #host;
  #end = document.createElement("div");
  #settled = 0;
  #raw = "";
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

  /** @param {string} text all of it so far; what was there before is its beginning */
  grow(text) {
    if (text === this.#raw) return;
    this.#raw = text;
    const { finished, open } = split(marked.lexer(text.slice(this.#settled)));
    for (const block of finished) this.#settle(/** @type {Token} */ (block));
    this.#showOpen(open.map(({ raw }) => raw).join(""), /** @type {Token | undefined} */ (open[0]));
  }

  /** @param {string} text all of it: nothing more will come */
  finish(text) {
    this.#raw = text;
    this.#growing = null;
    this.#end.remove();
    for (const token of marked.lexer(text.slice(this.#settled))) this.#host.append(...drawn([token], true));
    this.#settled = text.length;
  }

  /** @param {Token} token */
  #settle(token) {
    this.#settled += token.raw.length;
    this.#growing = null;
    this.#end.before(...drawn([token], true));
  }

  /**
   * @param {string} raw
   * @param {Token | undefined} token
   */
  #showOpen(raw, token) {
    if (token?.type === "code" && FENCE.test(raw)) return this.#growCode(raw, token.text, token);
    this.#growing = null;
    this.#end.replaceChildren(...drawn(marked.lexer(presentable(raw)), false));
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
    this.#end.replaceChildren(...drawn([token], false));
    const code = this.#end.querySelector("code");
    this.#growing = code ? { code, raw } : null;
  }
}

/**
 * @param {Token[]} tokens
 * @param {boolean} isWhole only what will not change any more is coloured
 * @returns {ChildNode[]}
 */
function drawn(tokens, isWhole) {
  const fragment = sanitised(marked.parser(tokens));
  for (const table of fragment.querySelectorAll("table")) scrollable(table);
  for (const pre of fragment.querySelectorAll("pre")) framed(pre, isWhole);
  for (const box of fragment.querySelectorAll("input")) task(box);
  return [...fragment.childNodes];
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
 * @param {HTMLPreElement} pre
 * @param {boolean} isWhole
 */
function framed(pre, isWhole) {
  const code = pre.querySelector("code");
  if (!code) return;
  const name = /language-(\S+)/.exec(code.className)?.[1] ?? "";
  const frame = document.createElement("div");
  frame.className = "code-block";
  const bar = document.createElement("div");
  bar.className = "code-bar";
  const label = Object.assign(document.createElement("span"), { textContent: name || t("code.plain") });
  const copy = iconButton("copy", t("code.copy"), () => copied(copy, (code.textContent ?? "").replace(/\n$/, "")));
  bar.append(label, iconButton("download", t("code.download"), () => download(code.textContent ?? "", name)), copy);
  pre.replaceWith(frame);
  pre.tabIndex = 0;
  frame.append(bar, pre);
  if (isWhole && name) colour(code, name);
}

/**
 * Colours code. The highlighter and the grammar of each language are fetched when a text first needs them.
 * @param {HTMLElement} code its text is what is shown; only colours are added
 * @param {string} name the language, as the fence names it
 */
export async function colour(code, name) {
  const text = code.textContent ?? "";
  if (text.length > LONGEST_COLOURED) return;
  const { language } = await import("../models/languages.js");
  const { grammar } = language(name);
  if (!grammar) return;
  if (!grammars.has(grammar)) grammars.set(grammar, loaded(grammar));
  const { highlight } = await /** @type {ReturnType<typeof loaded>} */ (grammars.get(grammar));
  if (code.textContent === text) code.replaceChildren(sanitised(highlight(text, { language: grammar, ignoreIllegals: true }).value));
}

/** @param {string} grammar */
async function loaded(grammar) {
  const [{ default: hljs }, module] = await Promise.all([import("highlight/core"), import(`highlight/languages/${grammar}.min.js`)]);
  hljs.registerLanguage(grammar, module.default);
  return hljs;
}

/**
 * @param {string} text
 * @param {string} name
 */
async function download(text, name) {
  const { language } = await import("../models/languages.js");
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href: url, download: `kipux.${language(name).extension}` }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}

/**
 * Copies, and says so for a moment on the button itself.
 * @param {HTMLElement} button
 * @param {string} text
 */
export async function copied(button, text) {
  await navigator.clipboard.writeText(text);
  const before = button.getAttribute("aria-label") ?? "";
  button.replaceChildren(icon("check"));
  button.setAttribute("aria-label", t("copied"));
  setTimeout(() => {
    button.replaceChildren(icon("copy"));
    button.setAttribute("aria-label", before);
  }, 1_600);
}
