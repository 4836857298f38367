// Cuts a growing text into whole sentences, for who hears the page.

const END = /[.!?…:](?=["'»”)\]]*\s)["'»”)\]]*|\n/g;

/** Takes a text as it grows; gives each sentence once, when it is whole. */
export class Sentences {
  #said;

  /** @param {number} [said] how much of the text is known already */
  constructor(said = 0) {
    this.#said = said;
  }

  /**
   * @param {string} text all of it so far
   * @param {boolean} [ended] whether nothing more will come
   * @returns {string} the sentences that became whole, without Markdown's marks; empty when there are none
   */
  take(text, ended = false) {
    let end = this.#said;
    for (const match of text.slice(this.#said).matchAll(END)) end = this.#said + match.index + match[0].length;
    if (ended) end = text.length;
    const piece = text.slice(this.#said, end);
    this.#said = end;
    return spoken(piece);
  }
}

/** @param {string} markdown */
function spoken(markdown) {
  return markdown
    .replace(/^[ \t]*(`{3,}|~{3,}).*$/gm, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[ \t]*(#{1,6}|>|[-*+]|\|?[-:| ]{3,}\|?)(?=\s|$)/gm, "")
    .replace(/[*_`|]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
