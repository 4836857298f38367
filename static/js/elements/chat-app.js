// The chat page: what is sent, stopped and asked again, and what follows from it in the parts of the page.
import { ApiError, request } from "../lib/api.js";
import { t } from "../lib/messages.js";
import "./chat-composer.js";
import "./chat-transcript.js";
import "./conversation-list.js";
import "./model-picker.js";

/**
 * @typedef {import("../models/reply.js").Message} Message
 * @typedef {import("./chat-message.js").ChatMessage} ChatMessage
 * @typedef {{ id: string, title: string, active_at: string, pinned?: boolean }} Conversation
 * @typedef {{ conversation: Conversation, user_message: Message, reply: { id: string, status: string, model: string | null } }} Accepted
 */

class ChatApp extends HTMLElement {
  connectedCallback() {
    this.#on("kipux:send", ({ text }) => this.#send(text));
    this.#on("kipux:stop", () => this.#stop());
    this.#on("kipux:regenerate", ({ id }) => this.#regenerate(id));
    this.#on("kipux:other-model", () => this.#picker.open());
    this.#on("kipux:title", ({ title }) => this.#retitle(this.#conversation, title));
    this.#on("kipux:renamed", ({ id, title }) => this.#retitle(id, title));
    this.#on("kipux:deleted", ({ id }) => id === this.#conversation && location.assign("/chat"));
    this.#on("kipux:settled", () => this.#settle());
    this.#on("kipux:model", ({ id }) => this.#remember(id));
    this.#on("kipux:typed", ({ text }) => text && this.#weigh());
    this.addEventListener("click", (event) => this.#onStart(event));
    this.querySelector("[data-act=search]")?.addEventListener("click", () => this.#openSearch());
    document.addEventListener("keydown", (event) => this.#onKey(event));
    addEventListener("popstate", () => location.reload());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.#resume();
    this.#land();
  }

  get #conversation() {
    return this.dataset.conversation ?? "";
  }

  #resume() {
    const writing = this.#transcript.writing;
    if (writing) this.#follow(writing);
    if (this.querySelector("textarea")?.value) this.#weigh();
  }

  /** What the next message sends and costs is told from when there is one: until then the page is lighter without. */
  #weigh() {
    import("./context-gauge.js");
  }

  /** Shows the message that the address names: whoever comes from a search has come for it. */
  async #land() {
    const address = new URL(location.href);
    const wanted = address.searchParams.get("message");
    if (!wanted) return;
    await this.#transcript.reveal(wanted);
    history.replaceState(history.state, "", address.pathname);
  }

  async #openSearch() {
    await import("./search-dialog.js");
    const sidebar = document.getElementById("sidebar");
    if (sidebar?.matches(":popover-open")) sidebar.hidePopover();
    /** @type {import("./search-dialog.js").SearchDialog} */ (this.querySelector("search-dialog")).open();
  }

  /** @param {string} text */
  async #send(text) {
    this.#complain(null);
    this.#composer.isWriting = true;
    const own = this.#transcript.add({ id: "", role: "user", status: "complete", text, reasoning: "" });
    this.dataset.empty = "false";
    try {
      const accepted = await this.#post(text);
      own.message = accepted.user_message;
      if (!this.#conversation) this.#enter(accepted.conversation);
      this.#list.touch(this.#conversation);
      this.#composer.clear(this.#conversation);
      this.#begin(accepted);
    } catch (error) {
      own.remove();
      this.dataset.empty = String(!this.#transcript.last);
      this.#composer.giveBack(text);
      this.#composer.isWriting = Boolean(this.#transcript.writing);
      this.#complain(error);
    }
  }

  /**
   * @param {string} text
   * @returns {Promise<Accepted>}
   */
  #post(text) {
    const message = { text, model: this.#picker.chosen };
    if (!this.#conversation) return request("POST", "/api/conversations", { message });
    return request("POST", `/api/conversations/${this.#conversation}/messages`, message);
  }

  /** @param {Conversation} conversation the one that the first message made */
  #enter(conversation) {
    this.dataset.conversation = conversation.id;
    history.pushState(null, "", `/chat/${conversation.id}`);
    this.#list.add(conversation);
    this.#retitle(conversation.id, conversation.title);
  }

  /** @param {ChatMessage} reply */
  #follow(reply) {
    this.#composer.isWriting = true;
    reply.follow();
  }

  /** @param {Accepted} accepted */
  #begin({ reply: { id, model } }) {
    this.#follow(this.#transcript.add({ id, model, role: "assistant", status: "writing", text: "", reasoning: "" }));
  }

  #settle() {
    this.#composer.isWriting = Boolean(this.#transcript.writing);
    this.#list.touch(this.#conversation);
    this.#weigh();
    this.#account();
  }

  async #account() {
    const { refreshSpending } = await import("../lib/spending.js");
    await refreshSpending(this.#conversation);
  }

  async #stop() {
    const writing = this.#transcript.writing;
    if (!writing) return;
    try {
      await request("POST", `/api/messages/${writing.message.id}/stop`);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** @param {string} id */
  async #regenerate(id) {
    this.#complain(null);
    try {
      /** @type {Accepted} */
      const accepted = await request("POST", `/api/messages/${id}/regenerate`, { model: this.#picker.chosen });
      this.#transcript.cutFrom(id);
      this.#begin(accepted);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** @param {string} model */
  async #remember(model) {
    if (!this.#conversation) return;
    try {
      await request("PATCH", `/api/conversations/${this.#conversation}`, { model });
    } catch (error) {
      this.#complain(error);
    }
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  #retitle(id, title) {
    this.#list.rename(id, title);
    if (id !== this.#conversation) return;
    document.title = `${title} · Kipux`;
    const heading = /** @type {HTMLElement} */ (this.querySelector(".chat-title"));
    heading.textContent = title;
    heading.hidden = false;
  }

  /** @param {MouseEvent} event one of the ways to begin that the empty page offers */
  #onStart(event) {
    const start = /** @type {Element} */ (event.target).closest("button[data-start]");
    if (start instanceof HTMLElement) this.#composer.suggest(start.dataset.start ?? "");
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], :popover-open, .swal2-shown")) this.#stop();
    if (event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#openSearch();
    }
    if (event.key.toLowerCase() === "o" && event.shiftKey && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      location.assign("/chat");
    }
  }

  /** @param {unknown} error says in words above the composer what went wrong; null takes it away */
  #complain(error) {
    const box = /** @type {HTMLElement} */ (this.querySelector(".complaint"));
    box.hidden = !error;
    if (!error) return;
    const problem = error instanceof ApiError ? error.problem : {};
    const words = [error instanceof ApiError ? error.message : t("failure.unknown"), problem.help].filter(Boolean).join(" ");
    /** @type {HTMLElement} */ (box.querySelector("span")).textContent = words;
    if (!(error instanceof ApiError)) throw error;
  }

  /**
   * @param {string} type
   * @param {(detail: any) => void} act what our own elements tell with this event
   */
  #on(type, act) {
    this.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail ?? {}));
  }

  get #composer() {
    return /** @type {import("./chat-composer.js").ChatComposer} */ (this.querySelector("chat-composer"));
  }

  get #transcript() {
    return /** @type {import("./chat-transcript.js").ChatTranscript} */ (this.querySelector("chat-transcript"));
  }

  get #list() {
    return /** @type {import("./conversation-list.js").ConversationList} */ (this.querySelector("conversation-list"));
  }

  get #picker() {
    return /** @type {import("./model-picker.js").ModelPicker} */ (this.querySelector("model-picker"));
  }
}

customElements.define("chat-app", ChatApp);
