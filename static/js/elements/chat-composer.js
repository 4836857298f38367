// Where one writes. The draft of each conversation survives a reload and a failed send.
import { Drafts } from "../models/drafts.js";

export class ChatComposer extends HTMLElement {
  #drafts = new Drafts(localStorage);
  #isWriting = false;

  connectedCallback() {
    this.#box.value = this.#drafts.of(this.#conversation) || this.#box.value;
    this.#box.disabled = false;
    this.#box.addEventListener("input", () => this.#onInput());
    this.#box.addEventListener("keydown", (event) => this.#onKey(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#act();
    });
    this.#settle();
    this.focus();
  }

  /** @param {boolean} isWriting whether a reply is being written: then the button stops it */
  set isWriting(isWriting) {
    this.#isWriting = isWriting;
    this.#settle();
  }

  /** @param {string} text goes where one writes, to be looked at before it is sent */
  suggest(text) {
    this.#box.value = text;
    this.#onInput();
    this.#box.focus();
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.#box.focus({ preventScroll: true });
  }

  /** Forget what was sent. @param {string} conversation the one that it went to */
  clear(conversation) {
    this.#drafts.keep(this.#conversation, "");
    this.dataset.conversation = conversation;
    this.#drafts.keep(conversation, this.#box.value);
  }

  /** Give back what could not be sent, unless something else was typed meanwhile. @param {string} text */
  giveBack(text) {
    this.#box.value = this.#box.value.trim() ? `${text}\n\n${this.#box.value}` : text;
    this.#onInput();
  }

  #onInput() {
    this.#drafts.keep(this.#conversation, this.#box.value);
    this.#settle();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (this.dataset.sendKey === "modifier" && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (!this.#isWriting) this.#act();
  }

  #act() {
    if (this.#isWriting) {
      this.dispatchEvent(new CustomEvent("kipux:stop", { bubbles: true }));
      return;
    }
    const text = this.#box.value.trim();
    if (!text) return;
    this.#box.value = "";
    this.#settle();
    this.dispatchEvent(new CustomEvent("kipux:send", { bubbles: true, detail: { text } }));
  }

  #settle() {
    const hasText = Boolean(this.#box.value.trim());
    this.#send.hidden = this.#isWriting;
    this.#stop.hidden = !this.#isWriting;
    this.#send.disabled = !hasText;
    this.dispatchEvent(new CustomEvent("kipux:typed", { bubbles: true, detail: { text: this.#box.value } }));
    if (!CSS.supports("field-sizing", "content")) this.#box.rows = Math.min(10, this.#box.value.split("\n").length);
  }

  get #conversation() {
    return this.dataset.conversation || "new";
  }

  get #box() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #send() {
    return /** @type {HTMLButtonElement} */ (this.querySelector(".send"));
  }

  get #stop() {
    return /** @type {HTMLButtonElement} */ (this.querySelector(".stop"));
  }
}

customElements.define("chat-composer", ChatComposer);
