// Instructions and parameters of a conversation; of a new one they wait for its first message.
import { ApiError, request } from "../lib/api.js";
import { t } from "../lib/messages.js";
import { NO_WISHES } from "../models/opening.js";

/** @typedef {import("../models/opening.js").Wishes} Wishes */

const NAMES = /** @type {const} */ (["temperature", "max_output_tokens", "reasoning_effort"]);

export class InstructionsDialog extends HTMLElement {
  #conversation = "";

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  /**
   * Fills in the dialog, which is shown already: nothing can be written in it before.
   * @param {string} conversation its id; empty before the first message
   * @param {string[] | null} taken names of the parameters that the model takes; null when that is not told
   * @param {import("../models/opening.js").Opening} opening of a conversation that does not exist yet
   */
  async open(conversation, taken, opening) {
    this.#conversation = conversation;
    this.#say("");
    for (const name of NAMES) this.#offer(name, !taken || taken.includes(name));
    try {
      this.#fill(conversation ? await request("GET", this.#path) : await begunWith(opening));
    } catch (error) {
      this.#say(wordsOf(error));
    }
  }

  async #save() {
    const wishes = this.#wishes;
    this.#say("");
    try {
      if (this.#conversation) await request("PUT", this.#path, wishes);
    } catch (error) {
      this.#say(wordsOf(error));
      return;
    }
    this.dispatchEvent(new CustomEvent("kipux:instructions", { bubbles: true, detail: wishes }));
    this.#dialog.close();
  }

  get #path() {
    return `/api/conversations/${this.#conversation}/instructions`;
  }

  /** @returns {Wishes} */
  get #wishes() {
    const number = (/** @type {string} */ name) => (this.#box(name).value === "" ? null : Number(this.#box(name).value));
    return {
      instructions: this.#box("instructions").value,
      parameters: {
        temperature: number("temperature"),
        max_output_tokens: number("max_output_tokens"),
        reasoning_effort: this.#box("reasoning_effort").value || null,
      },
    };
  }

  /** @param {Wishes} wishes */
  #fill({ instructions, parameters }) {
    this.#box("instructions").value = instructions;
    for (const name of NAMES) this.#box(name).value = String(parameters[name] ?? "");
    for (const part of this.querySelectorAll("[inert]")) part.removeAttribute("inert");
  }

  /**
   * @param {string} name
   * @param {boolean} isTaken what the model does not take is said, and kept for one that does
   */
  #offer(name, isTaken) {
    /** @type {HTMLElement} */ (this.querySelector(`#wish-${name}-note`)).hidden = isTaken;
  }

  /** @param {string} words */
  #say(words) {
    const box = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    box.hidden = !words;
    box.textContent = words;
  }

  /** @param {string} name */
  #box(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }
}

/**
 * @param {import("../models/opening.js").Opening} opening
 * @returns {Promise<Wishes>}
 */
async function begunWith({ wishes, preset }) {
  return wishes ?? (preset ? request("GET", `/api/presets/${preset}`) : NO_WISHES);
}

/** @param {unknown} error */
function wordsOf(error) {
  if (error instanceof ApiError) return error.message;
  return t("failure.unknown");
}

customElements.define("instructions-dialog", InstructionsDialog);
