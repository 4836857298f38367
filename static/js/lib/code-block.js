// A block of code: its language, copy, download, wrap; coloured when whole, folded when long, drawn when it is a diagram.
import { say } from "./announce.js";
import { icon, iconButton } from "./icons.js";
import { t } from "./messages.js";
import { sanitised } from "./sanitise.js";
import { soon } from "./slices.js";

/** Longer texts stay as they are: colouring them would stop the page for too long. */
const LONGEST_COLOURED = 40_000;
/** Blocks of more lines than this are folded, unless one saw them being written. */
const LONGEST_UNFOLDED = 30;
/** @type {Map<string, ReturnType<typeof loaded>>} */
const grammars = new Map();

/**
 * @param {HTMLPreElement} pre
 * @param {{ isWhole: boolean, isLive: boolean }} how whether it will not change any more, and whether one sees it being written
 */
export function framed(pre, { isWhole, isLive }) {
  const code = pre.querySelector("code");
  if (!code) return;
  const name = /language-(\S+)/.exec(code.className)?.[1] ?? "";
  const frame = document.createElement("div");
  frame.className = "code-block";
  const bar = document.createElement("div");
  bar.className = "code-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", t("code.bar"));
  const label = Object.assign(document.createElement("span"), { textContent: name || t("code.plain") });
  const copy = iconButton("copy", t("code.copy"), () => copied(copy, (code.textContent ?? "").replace(/\n$/, "")));
  copy.classList.add("code-copy");
  const wrap = iconButton("wrap", t("code.wrap"), () => wrap.setAttribute("aria-pressed", String(frame.classList.toggle("is-wrapped"))));
  wrap.setAttribute("aria-pressed", "false");
  const save = iconButton("download", t("code.download"), () => download(code.textContent ?? "", name));
  for (const button of [save, copy]) button.tabIndex = -1; // the arrows lead there: lib/toolbar.js
  bar.append(label, wrap, save, copy);
  pre.replaceWith(frame);
  pre.tabIndex = 0;
  frame.append(bar, pre);
  if (!isWhole) return;
  if (name) whenNear(code, () => colour(code, name));
  if (name.toLowerCase() === "mermaid") import("./diagrams.js").then(({ drawDiagram }) => drawDiagram(frame, code.textContent ?? ""));
  else if (!isLive) fold(frame, code);
}

/**
 * @param {HTMLElement} frame
 * @param {HTMLElement} code
 */
function fold(frame, code) {
  const lines = (code.textContent ?? "").replace(/\n$/, "").split("\n").length;
  if (lines <= LONGEST_UNFOLDED) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-unfold";
  const settle = () => {
    const isFolded = frame.classList.contains("is-folded");
    button.setAttribute("aria-expanded", String(!isFolded));
    button.textContent = isFolded ? t("code.unfold", { n: lines }) : t("code.fold");
  };
  button.addEventListener("click", () => {
    frame.classList.toggle("is-folded");
    settle();
  });
  frame.classList.add("is-folded");
  frame.append(button);
  settle();
}

/** @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      waiting.get(target)?.();
    }
  },
  /** @type {IntersectionObserverInit} */ ({ scrollMargin: "50%" }),
);

/**
 * @param {Element} element what becomes of it need not be known before one comes near it
 * @param {() => void} act
 */
function whenNear(element, act) {
  waiting.set(element, act);
  watcher.observe(element);
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
  const draw = function* () {
    yield;
    if (code.textContent === text) code.replaceChildren(sanitised(highlight(text, { language: grammar, ignoreIllegals: true }).value));
  };
  soon(draw());
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
  say(t("copied"));
}
