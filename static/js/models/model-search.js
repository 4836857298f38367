// Finding a model among many.

/**
 * @typedef {object} Model
 * @property {string} id
 * @property {string} name
 * @property {string | null} provider
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

/**
 * The models that hold every word asked for, in name, provider or abilities; case and accents aside.
 * Favourite ones first, then recent ones, then as the gateway lists them; what cannot chat last.
 * @param {Model[]} models
 * @param {string} query
 * @param {string[]} preferred ids: the favourites, then the recent ones, the newest first
 */
export function found(models, query, preferred) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const rank = (/** @type {Model} */ model) => {
    const place = preferred.indexOf(model.id);
    return canChat(model) ? (place < 0 ? preferred.length : place) : Number.MAX_SAFE_INTEGER;
  };
  return models
    .filter((model) => words.every((word) => folded([model.id, model.name, model.provider, ...model.abilities].join(" ")).includes(word)))
    .map((model, place) => ({ model, place }))
    .sort((a, b) => rank(a.model) - rank(b.model) || a.place - b.place)
    .map(({ model }) => model);
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
