// Splits a growing Markdown text into blocks that are finished and the one that may still change.

/**
 * @typedef {{ type: string, raw: string }} Block
 * @typedef {{ finished: Block[], open: Block[] }} Split
 */

/** What may become the next item of a list that a blank line seems to have ended. */
const HALF_A_MARKER = /^\s{0,3}(?:\d{1,9}[.)]?|[-+*])\s*$/;

/**
 * The last block that is not blank, and what follows it, stays open: only the next block's beginning proves a block whole.
 * @param {Block[]} blocks what the lexer made of the text, in order
 * @returns {Split}
 */
export function split(blocks) {
  let last = lastWritten(blocks, blocks.length - 1);
  const before = lastWritten(blocks, last - 1);
  if (blocks[before]?.type === "list" && HALF_A_MARKER.test(blocks[last]?.raw ?? "")) last = before;
  return { finished: blocks.slice(0, last), open: blocks.slice(last) };
}

/**
 * @param {Block[]} blocks
 * @param {number} from
 */
function lastWritten(blocks, from) {
  let at = Math.max(from, 0);
  while (at > 0 && blocks[at]?.type === "space") at -= 1;
  return at;
}

/**
 * The open end of a text as one may show it now: markers that wait for their partner get it, halves of links and tables wait.
 * @param {string} text
 */
export function presentable(text) {
  if (/^\s{0,3}(`{3,}|~{3,})/.test(text)) return text;
  if (/^\|[^\n]*(\n[|\s:-]*)?$/.test(text)) return "";
  const shown = withoutHalfAFormula(text)
    .replace(/\[\d{0,3}$/, "")
    .replace(/!?\[([^\]\n]*)(\]\([^)\n]*)?$/, "$1")
    .replace(/<[a-z/][^>\n]*$/i, "")
    .replace(/(^|\s)(\*{1,2}|_{1,2}|~{1,2})$/, "$1");
  return shown + closing(shown);
}

/**
 * A formula shows when it is whole: its source would jump. What may be a price stands.
 * @param {string} text
 */
function withoutHalfAFormula(text) {
  const line = text.replace(/`[^`\n]*`|\\\([\s\S]*?\\\)|\\\[[\s\S]*?\\\]|\$\$[\s\S]*?\$\$/g, (whole) => "\0".repeat(whole.length));
  const long = /\\[([](?![\s\S]*?\\[)\]])|\$\$/.exec(line);
  if (long) return text.slice(0, long.index);
  const short = /(?:^|[\s(])\$(?=[\\\p{L}|({]|$)(?:\\.|[^$\n]){0,80}$/u.exec(line.replace(/\$[^\s$](?:[^$\n]*?[^\s$])?\$(?![\p{L}\p{N}])/gu, (whole) => "\0".repeat(whole.length)));
  return short ? text.slice(0, short.index + short[0].indexOf("$")) : text;
}

/** @param {string} text */
function closing(text) {
  const prose = text.replace(/`[^`\n]*`/g, "");
  const paragraph = prose.slice(prose.lastIndexOf("\n\n") + 1);
  if (/`[^`\n]+$/.test(paragraph)) return "`";
  return ["**", "~~"].filter((mark) => paragraph.split(mark).length % 2 === 0).join("");
}
