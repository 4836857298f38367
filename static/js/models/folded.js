// Text as it is compared with what somebody types. No DOM.

/**
 * Case and accents aside.
 * @param {string} text
 */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether each word that was typed begins a word of the text.
 * @param {string} text
 * @param {string} typed
 */
export function beginsWords(text, typed) {
  const there = folded(text).split(/[^\p{L}\p{N}]+/u);
  return folded(typed)
    .split(/\s+/)
    .every((word) => there.some((it) => it.startsWith(word)));
}
