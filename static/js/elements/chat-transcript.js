// The messages of a conversation. It follows its end only while one is there, and fetches older ones as one scrolls up.
import { request } from "../lib/api.js";
import { ChatMessage, drawWaiting } from "./chat-message.js";

/** @typedef {import("../models/reply.js").Message} Message */

const NEAR = 48;
const OLDER = 20;

export class ChatTranscript extends HTMLElement {
  #isAtEnd = true;
  /** @type {import("../models/sentences.js").Sentences | null} */
  #sentences = null;

  connectedCallback() {
    this.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.addEventListener("kipux:grown", () => this.#stay());
    this.addEventListener("kipux:written", (event) => this.#announce(/** @type {CustomEvent} */ (event).detail));
    this.#jump.addEventListener("click", () => this.jumpToEnd("smooth"));
    new ResizeObserver(() => this.#stay()).observe(this);
    drawWaiting();
    this.jumpToEnd();
    this.dataset.ready = "";
    this.#watchForOlder();
  }

  /** The reply that is being written, if there is one. */
  get writing() {
    return this.#messages.find(({ message }) => message.status === "writing") ?? null;
  }

  /** Every message on the page, oldest first. */
  get branch() {
    return this.#messages.map(({ message }) => message);
  }

  get last() {
    return this.#messages.at(-1) ?? null;
  }

  /**
   * @param {Message} message
   * @returns {ChatMessage}
   */
  add(message) {
    const element = made(message);
    this.#list.append(element);
    this.jumpToEnd();
    return element;
  }

  /** @param {string} id of a reply that another one takes the place of: it goes, with all that follows */
  cutFrom(id) {
    const messages = this.#messages;
    const from = messages.findIndex(({ message }) => message.id === id);
    for (const message of from < 0 ? [] : messages.slice(from)) message.remove();
  }

  /** @param {ScrollBehavior} [behavior] */
  jumpToEnd(behavior = "instant") {
    this.#isAtEnd = true;
    this.#jump.hidden = true;
    this.scrollTo({ top: this.scrollHeight, behavior });
  }

  #stay() {
    if (this.#isAtEnd) this.scrollTop = this.scrollHeight;
    else this.#jump.hidden = false;
  }

  #onScroll() {
    const left = this.scrollHeight - this.scrollTop - this.clientHeight;
    this.#isAtEnd = left < NEAR;
    this.#jump.hidden = left < this.clientHeight / 3;
  }

  /** @param {{ text: string, ended: boolean }} written */
  async #announce({ text, ended }) {
    const { Sentences } = await import("../models/sentences.js");
    this.#sentences ??= new Sentences();
    const said = this.#sentences.take(text, ended);
    if (ended) this.#sentences = null;
    if (said) /** @type {HTMLElement} */ (document.getElementById("announcer")).textContent = said;
  }

  #watchForOlder() {
    const top = this.querySelector(".older");
    if (!(top instanceof HTMLElement)) return;
    const watcher = new IntersectionObserver(
      async ([seen]) => {
        if (!seen?.isIntersecting) return;
        watcher.disconnect();
        await this.#loadOlder(top);
        if (top.isConnected) this.#watchForOlder();
      },
      { root: this, rootMargin: "600px 0px 0px" },
    );
    watcher.observe(top);
  }

  /** @param {HTMLElement} top says where to go on */
  async #loadOlder(top) {
    /** @type {{ items: Message[], next: string | null }} */
    const page = await request("GET", `${top.dataset.url}?limit=${OLDER}&before=${top.dataset.before}`);
    const height = this.scrollHeight;
    this.#list.prepend(...page.items.map(made));
    this.scrollTop += this.scrollHeight - height;
    if (page.next) top.dataset.before = page.next;
    else top.remove();
  }

  /** @returns {ChatMessage[]} */
  get #messages() {
    return [...this.#list.children].filter((child) => child instanceof ChatMessage);
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector(".messages"));
  }

  get #jump() {
    return /** @type {HTMLButtonElement} */ (document.getElementById("jump-to-end"));
  }
}

/** @param {Message} message */
function made(message) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(message.role === "user" ? "own-message" : "reply-message"));
  const element = /** @type {ChatMessage} */ (document.importNode(template.content, true).firstElementChild);
  customElements.upgrade(element);
  element.message = message;
  return element;
}

customElements.define("chat-transcript", ChatTranscript);
