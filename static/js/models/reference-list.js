// A reply's text with where it comes from, to be taken elsewhere. No DOM.
import { webAddress } from "./web-address.js";

/** @typedef {import("./reply.js").Source} Source */

/** What could begin something of its own in Markdown, an address included. */
const SPECIAL = /[\\`*_[\]<>&!~|:@]|(?<=www)\./gi;

/**
 * @param {string} text with its `[2]`
 * @param {readonly Source[]} sources
 */
export function withReferences(text, sources) {
  if (!sources.length) return text;
  return `${text.trimEnd()}\n\n${sources.map(reference).join("\n")}`;
}

/** @param {Source} source whose title is a stranger's: it says nothing but itself */
function reference({ n, url, title, site }) {
  const address = webAddress(url)?.replace(/[()\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const name = (title.trim() || site).replace(/\s+/g, " ").replace(SPECIAL, "\\$&");
  return address ? `${n}. [${name}](${address})` : `${n}. ${name}`;
}
