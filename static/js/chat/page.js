// The parts of the chat page and what is said over all of them, for those who act on the page.
import { ApiError } from "../lib/api.js";
import { t } from "../lib/messages.js";
import { writtenAnew } from "../lib/rename.js";

/** @typedef {{ id: string, title: string, active_at: string, pinned?: boolean, temporary?: boolean }} Conversation */

export class ChatPage {
  #app;

  /** @param {HTMLElement} app */
  constructor(app) {
    this.#app = app;
  }

  /** The id of the conversation that is shown; empty for a new chat. */
  get conversation() {
    return this.#app.dataset.conversation ?? "";
  }

  /** Whether that one is deleted, or about to be: nothing can be asked about it. */
  get isGone() {
    return this.list.isGone(this.conversation);
  }

  /** Whether what is said here is to leave nothing behind. */
  get isTemporary() {
    return this.#app.dataset.temporary === "true";
  }

  /** Whether a model gives new conversations their titles, which takes it some time. */
  get isTitled() {
    return this.#app.dataset.titled !== undefined;
  }

  get composer() {
    return /** @type {import("../elements/chat-composer.js").ChatComposer} */ (this.part("chat-composer"));
  }

  get transcript() {
    return /** @type {import("../elements/chat-transcript.js").ChatTranscript} */ (this.part("chat-transcript"));
  }

  get list() {
    return /** @type {import("../elements/conversation-list.js").ConversationList} */ (this.part("conversation-list"));
  }

  get picker() {
    return /** @type {import("../elements/model-picker.js").ModelPicker} */ (this.part("model-picker"));
  }

  get web() {
    return /** @type {import("../elements/web-switch.js").WebSwitch} */ (this.part("web-switch"));
  }

  /**
   * @param {string} selector of something that the page always has
   * @returns {HTMLElement}
   */
  part(selector) {
    return /** @type {HTMLElement} */ (this.#app.querySelector(selector));
  }

  /** @param {Conversation} conversation the one that the first message made */
  enter(conversation) {
    this.#app.dataset.conversation = conversation.id;
    history.pushState(null, "", `/chat/${conversation.id}`);
    if (conversation.temporary) return;
    this.list.add(conversation);
    this.retitle(conversation.id, conversation.title);
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  retitle(id, title) {
    this.list.rename(id, title);
    if (id !== this.conversation) return;
    document.title = `${title} · Kipux`;
    this.part(".chat-title button").textContent = title;
    this.part(".chat-title").hidden = false;
  }

  /** The title is written anew where it stands, over the conversation. */
  async rename() {
    const { conversation: id } = this;
    const button = this.part(".chat-title button");
    const before = button.textContent ?? "";
    const title = await writtenAnew(button, button);
    if (title) await this.list.rewrite(id, title, before);
  }

  /** The greeting stands where there are no messages. */
  greetIfEmpty() {
    this.#app.dataset.empty = String(!this.transcript.last);
    this.part("#greeting").ariaLevel = this.conversation ? "2" : "1"; // a page has one heading above all others
  }

  /** @param {() => Promise<void>} act what goes wrong with it is said above the composer */
  async tried(act) {
    this.complain(null);
    try {
      await act();
    } catch (error) {
      this.complain(error);
    }
  }

  /** @param {unknown} error says in words above the composer what went wrong; null takes it away */
  complain(error) {
    const box = this.part(".complaint");
    if (!error) return void (box.hidden = true);
    const problem = error instanceof ApiError ? error.problem : {};
    this.#say([error instanceof ApiError ? error.message : t("failure.unknown"), problem.help].filter(Boolean).join(" "));
    if (!(error instanceof ApiError)) throw error;
  }

  /** The conversation was deleted elsewhere; what was said stays to be read. */
  sayGone() {
    this.#say(t("gone.deleted"));
  }

  /** @param {string} words stand above the composer */
  #say(words) {
    const box = this.part(".complaint");
    box.hidden = false;
    /** @type {HTMLElement} */ (box.querySelector("span")).textContent = words;
  }
}
