// What a new conversation begins with: what the person asks of its replies, or what the preset asks that they have picked.

/**
 * @typedef {{ temperature: number | null, max_output_tokens: number | null, reasoning_effort: string | null }} Parameters
 * @typedef {{ instructions: string, parameters: Parameters }} Wishes
 */

/** @type {Wishes} nothing is asked for */
export const NO_WISHES = { instructions: "", parameters: { temperature: null, max_output_tokens: null, reasoning_effort: null } };

export class Opening {
  /** The id of the preset that is picked; empty when none is. */
  preset = "";
  /** @type {Map<string, Wishes>} by the preset that was picked meanwhile: picking another one loses nothing */
  #asked;
  #keep;

  /**
   * @param {string} [kept] what `keep` was last given, by the page before this one
   * @param {(kept: string) => void} [keep] is given all that was asked for, whenever that changes
   */
  constructor(kept, keep) {
    this.#asked = new Map(kept ? JSON.parse(kept) : []);
    this.#keep = keep;
  }

  /** @param {Wishes} wishes stand in place of the preset's */
  ask(wishes) {
    this.#asked.set(this.preset, wishes);
    this.#keep?.(JSON.stringify([...this.#asked]));
  }

  /** What the person asked for themselves; null: whatever the preset asks for. */
  get wishes() {
    return this.#asked.get(this.preset) ?? null;
  }

  /** What the request that begins the conversation says of it. */
  get body() {
    return { ...this.wishes, ...(this.preset && { preset_id: this.preset }) };
  }
}

/** @param {Wishes} wishes */
export function asksSomething({ instructions, parameters }) {
  return Boolean(instructions.trim()) || Object.values(parameters).some((value) => value !== null);
}
