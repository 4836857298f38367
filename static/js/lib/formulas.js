// Draws LaTeX with KaTeX, which is fetched when a text first holds a formula. What cannot be drawn stays as it was written.
import "katex";
import { stylesheet } from "./dialogs.js";
import { sanitisedFormula } from "./sanitise.js";

/** Longer ones stay as they are: drawing them would stop the page for too long. */
const LONGEST = 4_000;
/** How many drawn formulas are kept: the open end of a growing text is drawn again and again. */
const KEPT = 300;
/** Nothing trusted, nothing that grows without end: no links, pictures, classes or ids from LaTeX, sizes and macros bounded. */
const OPTIONS = Object.freeze({ output: "htmlAndMathml", trust: false, strict: "ignore", throwOnError: true, maxSize: 30, maxExpand: 300 });

/** @type {{ renderToString(tex: string, options: object): string }} */
const katex = /** @type {any} */ (globalThis).katex;
/** @type {Map<string, DocumentFragment | null>} */
const drawn = new Map();

await stylesheet("katex.css");

/** @param {Element} code holds the LaTeX; its place is taken by the drawing */
export function drawFormula(code) {
  const tex = code.textContent ?? "";
  const isDisplay = code.classList.contains("formula-display");
  const drawing = drawingOf(tex, isDisplay);
  if (!drawing) return;
  const frame = document.createElement("span");
  frame.className = isDisplay ? "math is-display" : "math";
  if (isDisplay) frame.tabIndex = 0;
  frame.append(drawing.cloneNode(true));
  code.replaceWith(frame);
}

/**
 * @param {string} tex
 * @param {boolean} displayMode
 */
function drawingOf(tex, displayMode) {
  const key = `${displayMode}${tex}`;
  let drawing = drawn.get(key);
  if (drawing !== undefined) return drawing;
  drawing = tex.length > LONGEST ? null : tried(tex, displayMode);
  if (drawn.size >= KEPT) drawn.delete(/** @type {string} */ (drawn.keys().next().value));
  drawn.set(key, drawing);
  return drawing;
}

/**
 * @param {string} tex
 * @param {boolean} displayMode
 */
function tried(tex, displayMode) {
  try {
    return sanitisedFormula(katex.renderToString(tex, { ...OPTIONS, displayMode }));
  } catch {
    return null; // not LaTeX, or LaTeX that would not end
  }
}
