// Splits a growing Markdown text into blocks that are finished and the one that may still change.

/**
 * @typedef {{ type: string, raw: string }} Block
 * @typedef {{ finished: Block[], open: Block[] }} Split
 */

/**
 * The last block that is not blank, and what follows it, stays open: only the next block's beginning proves a block whole.
 * @param {Block[]} blocks what the lexer made of the text, in order
 * @returns {Split}
 */
export function split(blocks) {
  let last = blocks.length - 1;
  while (last > 0 && blocks[last]?.type === "space") last -= 1;
  return { finished: blocks.slice(0, Math.max(last, 0)), open: blocks.slice(Math.max(last, 0)) };
}

/**
 * The open end of a text as one may show it now: markers that wait for their partner get it, halves of links and tables wait.
 * @param {string} text
 */
export function presentable(text) {
  if (/^\s{0,3}(`{3,}|~{3,})/.test(text)) return text;
  if (/^\|[^\n]*(\n[|\s:-]*)?$/.test(text)) return "";
  const shown = text
    .replace(/!?\[([^\]\n]*)(\]\([^)\n]*)?$/, "$1")
    .replace(/<[a-z/][^>\n]*$/i, "")
    .replace(/(^|\s)(\*{1,2}|_{1,2}|~{1,2})$/, "$1");
  return shown + closing(shown);
}

/** @param {string} text */
function closing(text) {
  const prose = text.replace(/`[^`\n]*`/g, "");
  const paragraph = prose.slice(prose.lastIndexOf("\n\n") + 1);
  if (/`[^`\n]+$/.test(paragraph)) return "`";
  return ["**", "~~"].filter((mark) => paragraph.split(mark).length % 2 === 0).join("");
}
