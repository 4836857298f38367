// The messages of a conversation. It follows its end only while one is there, and fetches older ones as one scrolls up.
import { request } from "../lib/api.js";
import { say, warn } from "../lib/announce.js";
import { t } from "../lib/messages.js";
import { breath, catchUp, Slice } from "../lib/slices.js";
import { listenForTips } from "../lib/tips.js";
import { leadToolbars } from "../lib/toolbar.js";
import { ChatMessage } from "./chat-message.js";

/** @typedef {import("../models/reply.js").Message} Message */

const NEAR = 48;
const OLDER = 20;
/** How many are fetched at a time on the way to a message far above. */
const MANY = 100;
/** Milliseconds until older messages that did not come are asked for again. */
const AGAIN = 3_000;
/** A way to the end of more screens than this is not scrolled but jumped. */
const FAR = 3;

export class ChatTranscript extends HTMLElement {
  #isAtEnd = true;
  /** @type {Promise<void> | null} until it is seen: what is not cannot have the keyboard */
  #begun = null;
  /** @type {ChatMessage | null} the one that was sought: it stays in view while what is above it is drawn */
  #held = null;
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {{ id: string, said: number, sentences?: import("../models/sentences.js").Sentences } | null} the reply that is heard, and how much of it had been said before */
  #heard = null;

  connectedCallback() {
    this.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.addEventListener("kipux:written", (event) => this.#announce(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("kipux:step", (event) => say(/** @type {CustomEvent} */ (event).detail.said));
    listenForTips(this);
    this.#jump.addEventListener("click", () => this.#onJump());
    leadToolbars(this);
    // What opens under one's hand stays under it.
    this.addEventListener("click", ({ target }) => {
      if (/** @type {Element} */ (target).closest("summary, .code-unfold, .code-bar [aria-pressed]")) this.#isAtEnd = false;
    });
    this.#begun = this.#begin();
  }

  /** Shows the end of what the page came with, once the prompt is ready; what is above is drawn in the page's spare moments. */
  async #begin() {
    await breath();
    catchUp();
    if (!this.#held) this.jumpToEnd();
    const sizes = new ResizeObserver(() => this.#stay());
    for (const element of [this, this.#list]) sizes.observe(element); // a diagram is drawn long after its text has ended
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

  /** Whether it holds no more than a question and its reply. */
  get isShort() {
    return this.#messages.length <= 2;
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

  /** The message before this one, else the one after it. @param {string} id */
  neighbourOf(id) {
    const messages = this.#messages;
    const at = messages.findIndex(({ message }) => message.id === id);
    return messages[at - 1] ?? messages[at + 1] ?? null;
  }

  /** @param {string} id of a reply that another one takes the place of: it goes, with all that follows */
  cutFrom(id) {
    const messages = this.#messages;
    const from = messages.findIndex(({ message }) => message.id === id);
    for (const message of from < 0 ? [] : messages.slice(from)) message.remove();
  }

  /**
   * Brings a message of this branch into view, however far above it is, and the reader with it.
   * @param {string} id
   */
  async reveal(id) {
    await this.#begun;
    while (!this.#message(id) && this.#top) await this.#loadOlder(MANY);
    const message = this.#message(id);
    if (!message) return;
    this.#held = message;
    this.#isAtEnd = false;
    this.#stay();
    message.tabIndex = -1;
    message.classList.add("is-found");
    message.focus({ preventScroll: true });
    for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(type, () => (this.#held = null), { once: true, passive: true });
  }

  /** @param {string} id of a reply that was cut off and is being written again */
  goOn(id) {
    const old = this.#message(id);
    if (!old) return;
    this.#heard = { id, said: old.message.text.length };
    old.replaceWith(made({ ...old.message, status: "writing", error: null }));
  }

  /**
   * Shows a branch: what it has in common with the one that was there is not touched.
   * @param {{ items: Message[], next: string | null }} branch its newest messages
   */
  show({ items, next }) {
    const shown = this.#messages;
    const from = items[0] ? shown.findIndex(({ message }) => message.id === items[0]?.id) : 0;
    const kept = new Map((from < 0 ? [] : shown.slice(from)).map((element) => [element.message.id, element]));
    const ids = new Set(items.map(({ id }) => id));
    shown.forEach((element, at) => (from < 0 || at >= from) && !ids.has(element.message.id) && element.remove());
    for (const message of items) {
      const there = kept.get(message.id);
      if (there && isAsTold(there.message, message)) there.siblings = message.siblings;
      else if (there) there.replaceWith(made(message));
      else this.#list.append(made(message));
    }
    if (from < 0) this.#goOnAbove(items[0]?.conversation_id, next);
    if (!items.length) this.#goOnAbove(null, null);
  }

  /**
   * @param {HTMLElement} from a message in whose place another branch is to come, with what follows it
   * @param {boolean} isBusy whether that is on its way
   */
  giveWay(from, isBusy) {
    this.#list.ariaBusy = String(isBusy);
    from.classList.toggle("gives-way", isBusy);
  }

  /**
   * Takes the place of a branch with another, without anything moving under the eyes.
   * @param {{ items: Message[], next: string | null }} branch
   * @param {HTMLElement} from the message that gives way
   * @param {string} id the one that comes in its place
   * @returns {Promise<ChatMessage | null>} that one
   */
  async turn(branch, from, id) {
    const top = from.getBoundingClientRect().top;
    this.#held = null;
    this.#isAtEnd = false;
    this.show(branch);
    while (!this.#message(id) && this.#top) await this.#loadOlder(MANY);
    const to = this.#message(id) ?? null;
    if (to) this.scrollTop += to.getBoundingClientRect().top - top;
    this.#onScroll();
    return to;
  }

  /**
   * @param {string | null | undefined} conversation
   * @param {string | null} before where to go on; null at the root
   */
  #goOnAbove(conversation, before) {
    this.#top?.remove();
    if (!before) return;
    const top = Object.assign(document.createElement("div"), { className: "older skeleton" });
    Object.assign(top.dataset, { url: `/api/conversations/${conversation}/messages`, before });
    this.prepend(top);
    this.#watchForOlder();
  }

  /** @param {ScrollBehavior} [behavior] */
  jumpToEnd(behavior = "instant") {
    this.#held = null;
    this.#isAtEnd = true;
    this.#jump.hidden = true;
    this.scrollTo({ top: this.scrollHeight, behavior });
  }

  #stay() {
    if (this.#held) this.#held.scrollIntoView({ block: "center", behavior: "instant" });
    else if (this.#isAtEnd) this.scrollTop = this.scrollHeight;
    else this.#onScroll();
  }

  #onScroll() {
    const left = this.#left;
    this.#isAtEnd = left < NEAR;
    this.#jump.hidden = left < this.clientHeight / 3;
  }

  /** How many pixels there are below what is seen. */
  get #left() {
    return this.scrollHeight - this.scrollTop - this.clientHeight;
  }

  /** @param {{ message: Message, ended: boolean }} written */
  async #announce({ message: { id, text, status, error }, ended }) {
    const { Sentences } = await import("../models/sentences.js");
    if (this.#heard?.id !== id) this.#heard = { id, said: 0 }; // the one before may never have ended here
    this.#heard.sentences ??= new Sentences(this.#heard.said);
    say(this.#heard.sentences.take(text, ended));
    if (!ended) return;
    this.#heard = null;
    if (status === "failed") warn([t("said.failed"), error?.detail, error?.help].filter(Boolean).join(" "));
    else if (status === "stopped") say(t("said.stopped"));
    else say(t("said.complete"));
  }

  #onJump() {
    const hadKeyboard = document.activeElement === this.#jump;
    this.jumpToEnd(this.#left > FAR * this.clientHeight ? "instant" : "smooth");
    if (hadKeyboard) this.focus({ preventScroll: true }); // the button has gone
  }

  #watchForOlder() {
    const top = this.#top;
    if (!top) return;
    const watcher = new IntersectionObserver(
      async (seen) => {
        if (!seen.at(-1)?.isIntersecting) return; // several may be told at once: the last is how it is now
        watcher.disconnect();
        const wait = await this.#loadOlder(OLDER).then(() => 0, () => AGAIN);
        setTimeout(() => top.isConnected && this.#watchForOlder(), wait);
      },
      { root: this, rootMargin: "600px 0px 0px" },
    );
    watcher.observe(top);
  }

  /** @param {number} limit */
  #loadOlder(limit) {
    this.ariaBusy = "true";
    this.#loading ??= this.#load(limit).finally(() => {
      this.#loading = null;
      this.ariaBusy = "false";
    });
    return this.#loading;
  }

  /** @param {number} limit */
  async #load(limit) {
    const top = this.#top;
    if (!top) return;
    /** @type {{ items: Message[], next: string | null }} */
    const page = await request("GET", `${top.dataset.url}?limit=${limit}&before=${top.dataset.before}`);
    const elements = page.items.map(made);
    await drawn(elements);
    if (!top.isConnected) return; // another branch is shown meanwhile: this one is of no use any more
    this.#putAbove(elements, page.next);
  }

  /**
   * @param {ChatMessage[]} elements go first; what is seen stays where it is
   * @param {string | null} before where it goes on above them
   */
  #putAbove(elements, before) {
    const first = this.#list.firstElementChild;
    const place = first?.getBoundingClientRect().top ?? 0;
    this.#list.prepend(...elements);
    if (before) Object.assign(this.#top?.dataset ?? {}, { before });
    else this.#top?.remove();
    this.scrollTop += (first?.getBoundingClientRect().top ?? 0) - place;
  }

  /** Where older messages go on; null when the first one is here. */
  get #top() {
    return /** @type {HTMLElement | null} */ (this.querySelector(".older"));
  }

  /**
   * @param {string} id
   * @returns {ChatMessage | undefined}
   */
  #message(id) {
    return this.#messages.find(({ message }) => message.id === id);
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

/**
 * Whether a message on the page is the one that the server tells of: a reply that ended may have been gone on with elsewhere.
 * @param {Message} here
 * @param {Message} told
 */
function isAsTold(here, told) {
  return here.status === "writing" || here.status === told.status;
}

/** @param {Message} message */
function made(message) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(message.role === "user" ? "own-message" : "reply-message"));
  const element = /** @type {ChatMessage} */ (document.importNode(template.content, true).firstElementChild);
  customElements.upgrade(element);
  element.message = message;
  return element;
}

/** @param {ChatMessage[]} elements are drawn before they come into the page: nothing moves afterwards, and nothing else waits */
async function drawn(elements) {
  let slice = new Slice();
  for (const element of elements.filter(({ message }) => message.role !== "user")) {
    for (const _ of element.drawing()) {
      if (!slice.isOver) continue;
      await breath();
      slice = new Slice();
    }
  }
}

customElements.define("chat-transcript", ChatTranscript);
