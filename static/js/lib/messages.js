// What the page says, in the locale it was served in. The sentences are the `js.…` ids of the catalogues.

/** @type {Record<string, string | [string, string]>} */
const sentences = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

export const locale = document.documentElement.lang;
const plural = new Intl.PluralRules(locale);

/**
 * The sentence of an id, its `{placeholders}` filled in; one with plural forms takes its form from `n`.
 * @param {string} id
 * @param {Record<string, string | number>} [values]
 */
export function t(id, values = {}) {
  const sentence = sentences[id] ?? id;
  const form = Array.isArray(sentence) ? sentence[plural.select(Number(values.n)) === "one" ? 0 : 1] : sentence;
  return form.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
