// Colours code. The grammar of each language is fetched when a text first needs it.
import hljs from "highlight/core";
import { language } from "../models/languages.js";
import { sanitised } from "./sanitise.js";

/** Longer texts stay as they are: colouring them would stop the page for too long. */
const LONGEST = 40_000;

/** @type {Map<string, Promise<void>>} */
const grammars = new Map();

/**
 * @param {HTMLElement} code its text is what is shown; only colours are added
 * @param {string} name the language, as the fence names it
 */
export async function colour(code, name) {
  const { grammar } = language(name);
  const text = code.textContent ?? "";
  if (!grammar || text.length > LONGEST) return;
  if (!grammars.has(grammar)) {
    grammars.set(grammar, import(`highlight/languages/${grammar}.min.js`).then((module) => hljs.registerLanguage(grammar, module.default)));
  }
  await grammars.get(grammar);
  if (code.textContent === text) code.replaceChildren(sanitised(hljs.highlight(text, { language: grammar, ignoreIllegals: true }).value));
}
