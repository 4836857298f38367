// Sends a zip of conversations, as it is, and says what became of it.
import { ApiError, request } from "../lib/api.js";
import { t } from "../lib/messages.js";

class ImportForm extends HTMLElement {
  connectedCallback() {
    this.#input.disabled = this.#button.disabled = false;
    this.addEventListener("submit", (event) => this.#send(event));
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const file = this.#input.files?.[0];
    if (!file) return;
    this.#button.disabled = true;
    this.#say(t("import.busy"), false);
    try {
      /** @type {{ imported: number, refused: string[] }} */
      const { imported, refused } = await request("POST", "/api/conversations/import", file.slice(0, file.size, "application/zip"));
      const kept = t("import.done", { n: imported });
      this.#say(refused.length ? `${kept} ${t("import.refused", { n: refused.length, names: refused.join(", ") })}` : kept, false);
      this.#input.value = "";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say(error.message, true);
    } finally {
      this.#button.disabled = false;
    }
  }

  /**
   * @param {string} text
   * @param {boolean} isError
   */
  #say(text, isError) {
    const note = /** @type {HTMLElement} */ (this.querySelector(".note"));
    note.textContent = text;
    note.classList.toggle("is-error", isError);
    this.#input.setAttribute("aria-invalid", String(isError));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }
}

customElements.define("import-form", ImportForm);
