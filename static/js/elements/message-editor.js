// Where one's own message is written anew. What is typed outlives a reload, until it is sent or given up.
import { draftsOf } from "../lib/draft-storage.js";
import { saidTooLong } from "../lib/too-long.js";

export class MessageEditor extends HTMLElement {
  #drafts = draftsOf();

  connectedCallback() {
    this.#box.addEventListener("input", () => this.#onInput());
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("[data-act=cancel]") && this.#cancel());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /**
   * @param {string} id of the message
   * @param {string} text of the message
   */
  edit(id, text) {
    this.dataset.of = id;
    this.#box.value = this.#drafts.of(this.#name) || text;
    this.#fit();
    this.#box.focus();
    this.#box.setSelectionRange(this.#box.value.length, this.#box.value.length);
  }

  /** What was typed is not needed any more. */
  forget() {
    this.#drafts.keep(this.#name, "");
  }

  #onInput() {
    this.#drafts.keep(this.#name, this.#box.value);
    this.#fit();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault(); // it closes this, and stops no reply
      this.#cancel();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#send();
    }
  }

  #send() {
    const text = this.#box.value.trim();
    if (text && !this.#isTooLong()) this.dispatchEvent(new CustomEvent("kipux:edited", { bubbles: true, detail: { text } }));
  }

  #cancel() {
    this.forget();
    this.dispatchEvent(new CustomEvent("kipux:unedited", { bubbles: true }));
  }

  #fit() {
    const isTooLong = this.#isTooLong();
    /** @type {HTMLButtonElement} */ (this.querySelector("[type=submit]")).disabled = isTooLong || !this.#box.value.trim();
    if (!CSS.supports("field-sizing", "content")) this.#box.rows = Math.min(12, this.#box.value.split("\n").length + 1);
  }

  /** Whether the text is too long to be sent; says so. */
  #isTooLong() {
    const note = /** @type {HTMLElement} */ (this.querySelector(".too-long"));
    return saidTooLong(note, this.#box.value, Number(this.dataset.longest));
  }

  get #name() {
    return `edit.${this.dataset.of}`;
  }

  get #box() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }
}

customElements.define("message-editor", MessageEditor);
