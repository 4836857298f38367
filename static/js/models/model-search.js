// Finding a model among many.
import { folded } from "./folded.js";

/**
 * @typedef {object} Model
 * @property {string} id
 * @property {string} name
 * @property {string | null} provider
 * @property {string | null} [provider_name] as people know it
 * @property {string | null} mode
 * @property {number | null} context_window
 * @property {string | null} input_price_per_million
 * @property {string | null} output_price_per_million
 * @property {string[]} abilities
 * @property {string[] | null} [parameters] those of a conversation that it takes
 * @property {boolean} [demo]
 */

/** @param {Model} model */
export function canChat({ mode }) {
  return mode == null || ["chat", "responses", "completion"].includes(mode);
}

/** @typedef {{ abilities?: string[], isCheapFirst?: boolean }} Narrowed what they must all be able to do, and whether the price leads */

/**
 * The models that hold every word asked for, in name, provider or abilities; case and accents aside.
 * Favourite ones first, then recent ones, then as the gateway lists them; what cannot chat last.
 * @param {Model[]} models
 * @param {string} query
 * @param {string[]} preferred ids: the favourites, then the recent ones, the newest first
 * @param {(model: Model) => string} [said] what the page says of a model, in the words of its language
 * @param {Narrowed} [narrowed]
 */
export function found(models, query, preferred, said = () => "", { abilities = [], isCheapFirst = false } = {}) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const rank = (/** @type {Model} */ model) => {
    const place = preferred.indexOf(model.id);
    return canChat(model) ? (place < 0 ? preferred.length : place) : Number.MAX_SAFE_INTEGER;
  };
  const haystack = (/** @type {Model} */ model) => folded([model.id, model.name, model.provider, model.provider_name, ...model.abilities, said(model)].join(" "));
  return models
    .filter((model) => abilities.every((ability) => model.abilities.includes(ability)))
    .map((model, place) => ({ model, place, text: haystack(model) }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .sort((a, b) => (isCheapFirst ? dearer(a.model, b.model) : 0) || rank(a.model) - rank(b.model) || a.place - b.place)
    .map(({ model }) => model);
}

/**
 * By what is read and written in equal parts; what cannot chat and what has no known price come last.
 * @param {Model} one
 * @param {Model} other
 */
function dearer(one, other) {
  const price = (/** @type {Model} */ model) =>
    canChat(model) && model.input_price_per_million != null && model.output_price_per_million != null
      ? Number(model.input_price_per_million) + Number(model.output_price_per_million)
      : Number.MAX_VALUE;
  return price(one) - price(other);
}

/**
 * Where a model stands in the list that nobody has narrowed.
 * @param {Model} model
 * @param {{ favourites: string[], recent: string[] }} preferred ids
 * @returns {"favourites" | "recent" | "all" | "silent"}
 */
export function shelfOf(model, { favourites, recent }) {
  if (!canChat(model)) return "silent";
  if (favourites.includes(model.id)) return "favourites";
  return recent.includes(model.id) ? "recent" : "all";
}
