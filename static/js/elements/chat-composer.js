// Where one writes. The draft of each conversation survives a reload and a failed send; what is sent while a reply is being
// written waits above it, and is sent when that reply is complete. A reply that is stopped or fails sends nothing.
import { stayAboveKeyboard } from "../lib/above-keyboard.js";
import { draftsOf, rememberPerson } from "../lib/draft-storage.js";
import { t } from "../lib/messages.js";
import { saidTooLong } from "../lib/too-long.js";

/** Milliseconds until another tab, which may live in another process, sees what was stored here. */
const TOLD = 50;

export class ChatComposer extends HTMLElement {
  #isWriting = false;
  /** What was on its way when the page before this one was left. */
  #left = { parent: "", text: "" };

  connectedCallback() {
    rememberPerson();
    this.#left = this.#drafts.held(this.#conversation);
    this.#box.value = this.#drafts.of(this.#conversation) || this.#box.value;
    this.#box.disabled = false;
    this.#box.addEventListener("input", () => this.#onInput());
    this.#box.addEventListener("keydown", (event) => this.#onKey(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter === this.#stop) this.dispatchEvent(new CustomEvent("kipux:stop", { bubbles: true }));
      else this.#act();
    });
    // The second half of a double click on the button that sends is for nobody: it would stop what the first has begun.
    this.#stop.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
    this.#queued.addEventListener("click", (event) => this.#onQueued(event));
    addEventListener("storage", () => this.#drawQueued()); // another tab sent it, or took it away
    stayAboveKeyboard();
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

  /** What waits to be sent, which is then nobody else's; empty when nothing does. */
  async takeQueued() {
    const take = async () => {
      const text = this.#drafts.of(this.#queue);
      this.#wait("");
      if (text) await new Promise((resolve) => setTimeout(resolve, TOLD)); // the lock is faster than the storage
      return text;
    };
    // Of several tabs that see the reply end, one sends it. The lock is there wherever the page came over https.
    return navigator.locks ? navigator.locks.request("kipux.queued", take) : take();
  }

  /**
   * Keeps what is being sent, beside what is typed meanwhile: it may never arrive, and nobody be here to see it.
   * @param {string} text
   * @param {string | null} parent the id of the message that it follows
   */
  hold(text, parent) {
    this.#drafts.hold(this.#conversation, text, parent ?? "");
    this.#drafts.keep(this.#conversation, this.#box.value);
  }

  /** Gives back what the page before this one did not see arrive, unless it did. @param {import("../models/reply.js").Message[]} branch what is shown */
  takeBack(branch) {
    const { parent, text } = this.#left;
    this.#left = { parent: "", text: "" };
    if (!text) return;
    const isThere = branch.some((message) => message.role === "user" && message.text === text && (message.parent_id ?? "") === parent);
    if (!isThere) this.giveBack(text);
    this.#drafts.hold(this.#conversation, "");
  }

  /** Forget what was sent. @param {string} conversation the one that it went to */
  clear(conversation) {
    const waiting = this.#drafts.of(this.#queue);
    this.#drafts.hold(this.#conversation, "");
    this.#drafts.keep(this.#queue, "");
    this.#drafts.keep(this.#conversation, "");
    this.dataset.conversation = conversation;
    this.#drafts.keep(conversation, this.#box.value);
    this.#wait(waiting);
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
    this.#act();
  }

  #act() {
    const text = this.#box.value.trim();
    if (!text || this.#isTooLong()) return;
    this.#box.value = "";
    if (this.#isWriting) {
      this.#wait([this.#drafts.of(this.#queue), text].filter(Boolean).join("\n\n"));
      this.#onInput();
      return;
    }
    this.#settle();
    this.dispatchEvent(new CustomEvent("kipux:send", { bubbles: true, detail: { text } }));
  }

  /** @param {string} text is sent when the reply that is being written is complete; empty takes it away */
  #wait(text) {
    this.#drafts.keep(this.#queue, text);
    this.#drawQueued();
  }

  /** @param {MouseEvent} event */
  async #onQueued(event) {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button) return;
    const text = await this.takeQueued();
    if (button.dataset.queued === "edit") this.giveBack(text);
    if (button.dataset.queued === "send" && text) this.dispatchEvent(new CustomEvent("kipux:send", { bubbles: true, detail: { text } }));
    this.#box.focus();
  }

  #drawQueued() {
    const text = this.#drafts.of(this.#queue);
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.#queued.querySelector(name));
    this.#queued.hidden = !text;
    part(".queued-text").textContent = text;
    const isWriting = this.#isWriting;
    part(".queued-note").textContent = text && t(isWriting ? "queue.waiting" : "queue.held");
    part("[data-queued=send]").hidden = isWriting;
  }

  /** Whether the text is too long to be sent; says so. */
  #isTooLong() {
    return saidTooLong(this.#tooLong, this.#box.value, Number(this.dataset.longest));
  }

  #settle() {
    const hasText = Boolean(this.#box.value.trim());
    const isTooLong = this.#isTooLong();
    this.#send.hidden = this.#isWriting && !hasText;
    const isWriting = this.#isWriting;
    const label = t(isWriting ? "composer.queue" : "composer.send");
    this.#send.title = label;
    this.#send.setAttribute("aria-label", label);
    this.#drawQueued();
    const isLeft = [this.#stop, this.#send].some((button) => button === document.activeElement);
    this.#stop.hidden = !this.#isWriting;
    this.#send.disabled = !hasText || isTooLong;
    if (isLeft) this.focus(); // what was pressed has done what it does
    this.dispatchEvent(new CustomEvent("kipux:typed", { bubbles: true, detail: { text: this.#box.value } }));
    if (!CSS.supports("field-sizing", "content")) this.#box.rows = Math.min(10, this.#box.value.split("\n").length);
  }

  get #drafts() {
    return draftsOf();
  }

  get #conversation() {
    return this.dataset.conversation || "new";
  }

  get #queue() {
    return `queued.${this.#conversation}`;
  }

  get #queued() {
    return /** @type {HTMLElement} */ (this.querySelector(".queued"));
  }

  get #box() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #tooLong() {
    return /** @type {HTMLElement} */ (this.querySelector(".too-long"));
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
