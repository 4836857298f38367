// A form that deletes a conversation asks first. Without script it does not, and the page it leads to offers to undo.
import { confirmed } from "../lib/dialogs.js";
import { t } from "../lib/messages.js";

class ConfirmForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.#ask(event));
  }

  /** @param {Event} event */
  async #ask(event) {
    event.preventDefault();
    const title = this.dataset.title ?? "";
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (await confirmed({ title: t("delete.title"), text: t("delete.text", { title }), confirm: t("delete.confirm") })) form.submit();
  }
}

customElements.define("confirm-form", ConfirmForm);
