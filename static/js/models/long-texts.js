// Whether a text is so long that it is better folded. No DOM: nothing is laid out to know it.

/** Characters that stand on a line of a message, about. */
const LINE = 60;
/** More lines than this are folded: a few more than stay in view, so that little is never hidden behind a button. */
const MOST = 16;

/** @param {string} text shown as it was typed */
export function isLong(text) {
  if (text.length > LINE * MOST) return true;
  return text.split("\n").reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / LINE)), 0) > MOST;
}
