// A long text that is pasted is never cut in silence: what is too much of it is said below the box.
import { surplusOf } from "../models/surplus.js";
import { locale, t } from "./messages.js";

/**
 * @param {HTMLElement} note says it, and is hidden when there is nothing to say
 * @param {string} text
 * @param {number} longest code points that a message may have
 * @returns {boolean} whether it is too long to be sent
 */
export function saidTooLong(note, text, longest) {
  const surplus = surplusOf(text, longest);
  note.hidden = !surplus;
  if (surplus) note.textContent = t("composer.too_long", { surplus: surplus.toLocaleString(locale), longest: longest.toLocaleString(locale) });
  return surplus > 0;
}
