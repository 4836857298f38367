// How much of a text is too much for a message. No DOM.

/**
 * @param {string} text
 * @param {number} longest code points that a message may have
 * @returns {number} code points that are too many, the blanks around the text aside
 */
export function surplusOf(text, longest) {
  const said = text.trim();
  return said.length > longest ? Math.max(0, [...said].length - longest) : 0;
}
