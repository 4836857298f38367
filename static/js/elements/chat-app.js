// The chat page: what is sent, stopped and asked again, and what follows from it in the parts of the page.
import { ApiError, request } from "../lib/api.js";
import { locale, t } from "../lib/messages.js";
import { listenForShortcuts } from "../lib/shortcuts.js";
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

/** @typedef {{ items: Message[], next: string | null }} Branch */

/** Messages of a branch that are asked for when another one is shown. */
const SHOWN = 30;

class ChatApp extends HTMLElement {
  /** @type {import("./instructions-dialog.js").Wishes | null} what a new conversation begins with */
  #wishes = null;

  connectedCallback() {
    this.#on("kipux:send", ({ text }) => this.#send(text));
    this.#on("kipux:stop", () => this.#stop());
    this.#on("kipux:retry", ({ message }) => this.#regenerate(message, this.#picker.chosen));
    this.#on("kipux:continue", ({ message }) => this.#continue(message));
    this.#on("kipux:again", ({ message, source }) => this.#askHow(message, source));
    this.#on("kipux:other-model", ({ message, source }) => this.#regenerateWithOther(message, source));
    this.#on("kipux:edit", ({ message, text, editor }) => this.#edit(message, text, editor));
    this.#on("kipux:branch", ({ id, way, from }) => this.#turn(id, way, from));
    this.#on("kipux:delete", ({ message }) => this.#delete(message));
    this.#on("kipux:title", ({ title }) => this.#retitle(this.#conversation, title));
    this.#on("kipux:renamed", ({ id, title }) => this.#retitle(id, title));
    this.#on("kipux:gone", ({ id }) => id === this.#conversation && location.assign("/chat"));
    this.#on("kipux:settled", ({ message }) => this.#settle(message));
    this.#on("kipux:model", ({ id }) => this.#remember(id));
    this.#on("kipux:typed", ({ text }) => text && this.#weigh());
    this.addEventListener("click", (event) => this.#onStart(event));
    this.querySelector("[data-act=search]")?.addEventListener("click", () => this.#openSearch());
    this.querySelector("[data-act=instructions]")?.addEventListener("click", () => this.#openInstructions());
    this.#on("kipux:instructions", (wishes) => this.#instruct(wishes));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    this.querySelector("[data-act=shortcuts]")?.addEventListener("click", () => this.#showShortcuts());
    listenForShortcuts({
      search: () => this.#openSearch(),
      new_chat: () => location.assign("/chat"),
      composer: () => this.#composer.querySelector("textarea")?.focus(),
      copy_reply: () => this.#press("chat-message.reply:not([data-status=writing]) [data-act=copy]"),
      copy_code: () => this.#press(".code-copy"),
      help: () => this.#showShortcuts(),
    });
    addEventListener("popstate", () => location.reload());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.#resume();
    this.#land();
    this.#keepOfflinePage();
  }

  /** The service worker comes when the page has nothing better to do. */
  #keepOfflinePage() {
    setTimeout(() => navigator.serviceWorker?.register(`/worker.js?locale=${locale}`).catch(() => {}), 3_000);
  }

  get #conversation() {
    return this.dataset.conversation ?? "";
  }

  #resume() {
    const writing = this.#transcript.writing;
    this.#composer.isWriting = Boolean(writing);
    if (writing) this.#follow(writing);
    if (this.querySelector("textarea")?.value) this.#weigh();
    if (this.#conversation) this.#recall();
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

  async #openInstructions() {
    await import("./instructions-dialog.js");
    const dialog = /** @type {import("./instructions-dialog.js").InstructionsDialog} */ (this.querySelector("instructions-dialog"));
    dialog.open(this.#conversation, this.#picker.parameters);
  }

  /** @param {import("./instructions-dialog.js").Wishes} wishes */
  #instruct(wishes) {
    this.#wishes = wishes;
    const isOn = Boolean(wishes.instructions.trim()) || Object.values(wishes.parameters).some((value) => value !== null);
    /** @type {HTMLElement} */ (this.querySelector("[data-act=instructions]")).dataset.on = String(isOn);
  }

  /** @param {string} text */
  async #send(text) {
    this.#complain(null);
    this.#composer.isWriting = true;
    const parent = this.#transcript.last?.message.id ?? null;
    const own = this.#transcript.add({ id: "", role: "user", status: "complete", text, reasoning: "" });
    this.dataset.empty = "false";
    try {
      const accepted = await this.#post(text, parent);
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
   * @param {string | null} parent what it follows: what is shown here, whatever another tab has gone on to
   * @returns {Promise<Accepted>}
   */
  #post(text, parent) {
    const message = { text, model: this.#picker.chosen, parent_id: parent };
    if (!this.#conversation) return request("POST", "/api/conversations", { message, ...this.#wishes });
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

  /**
   * @param {Accepted} accepted
   * @param {string[]} [siblings]
   */
  #begin({ user_message: { id: parent }, reply: { id, model } }, siblings) {
    const reply = { id, parent_id: parent, siblings, model, role: /** @type {const} */ ("assistant"), status: /** @type {const} */ ("writing") };
    this.#follow(this.#transcript.add({ ...reply, text: "", reasoning: "" }));
  }

  /** @param {Message} reply that has ended */
  async #settle(reply) {
    this.#composer.isWriting = Boolean(this.#transcript.writing);
    this.#list.touch(this.#conversation);
    if (this.#transcript.isShort) this.#learnTitle();
    if (reply.status !== "complete" || this.#transcript.writing) return;
    const queued = await this.#composer.takeQueued();
    if (queued) this.#send(queued);
    this.#weigh();
    this.#account();
    this.#recall();
  }

  /** Shows what the model sees in place of the oldest messages. */
  async #recall() {
    const { markSummaries } = await import("./summary-mark.js");
    await markSummaries(this.#conversation, /** @type {HTMLElement} */ (this.querySelector(".messages")));
  }

  async #account() {
    const { refreshSpending } = await import("../lib/spending.js");
    await refreshSpending(this.#conversation);
  }

  /** A title that came too late for the first reply's events is on the server. */
  async #learnTitle() {
    /** @type {Conversation | null} */
    const conversation = await request("GET", `/api/conversations/${this.#conversation}`).catch(() => null);
    if (conversation?.title) this.#retitle(conversation.id, conversation.title);
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

  /**
   * @param {Message} old
   * @param {string} text
   * @param {import("./message-editor.js").MessageEditor} editor stays, with what was typed, until it is sent
   */
  async #edit(old, text, editor) {
    await this.#tried(async () => {
      const [accepted, { beside }] = await Promise.all([this.#post(text, old.parent_id ?? null), branches()]);
      editor.forget();
      this.#transcript.cutFrom(old.id);
      this.#transcript.add({ ...accepted.user_message, siblings: beside(old, accepted.user_message.id) });
      this.#list.touch(this.#conversation);
      this.#begin(accepted);
      this.#composer.focus();
    });
  }

  /**
   * @param {string} id the message to be shown
   * @param {"earlier" | "later"} way
   * @param {ChatMessage} from the one in its place
   */
  async #turn(id, way, from) {
    await this.#tried(async () => {
      await request("POST", `/api/messages/${id}/show`);
      const to = await this.#transcript.turn(await this.#branch(), from, id);
      to?.focusBranches(way);
      this.#resume();
    });
  }

  /** @returns {Promise<Branch>} the newest messages of the branch that is shown, as the server has it */
  #branch() {
    return request("GET", `/api/conversations/${this.#conversation}/messages?limit=${SHOWN}`);
  }

  /** @param {Message} message goes with everything below it, once the person agrees */
  async #delete(message) {
    const { confirmed } = await import("../lib/dialogs.js");
    const isLast = this.#transcript.last?.message.id === message.id;
    const text = isLast ? t("delete_message.text") : t("delete_message.text_more");
    if (!(await confirmed({ title: t("delete_message.title"), text, confirm: t("delete_message.confirm") }))) return;
    await this.#tried(async () => {
      await request("DELETE", `/api/messages/${message.id}`);
      this.#transcript.show(await this.#branch());
      this.dataset.empty = String(!this.#transcript.last);
      this.#resume();
      this.#composer.focus();
    });
  }

  /**
   * @param {Message} old
   * @param {HTMLElement} source
   */
  async #askHow(old, source) {
    const { wayToAnswerAgain } = await import("../lib/again-menu.js");
    const way = await wayToAnswerAgain(source, old.model ?? "");
    if (way === "same") await this.#regenerate(old, old.model ?? null);
    if (way === "other") await this.#regenerateWithOther(old, source);
  }

  /**
   * @param {Message} old
   * @param {HTMLElement} source
   */
  async #regenerateWithOther(old, source) {
    const model = await this.#picker.ask(source);
    if (model) await this.#regenerate(old, model);
  }

  /**
   * @param {Message} old
   * @param {string | null} model
   */
  async #regenerate(old, model) {
    await this.#tried(async () => {
      /** @type {[Accepted, Awaited<ReturnType<typeof branches>>]} */
      const [accepted, { beside }] = await Promise.all([request("POST", `/api/messages/${old.id}/regenerate`, { model }), branches()]);
      this.#transcript.cutFrom(old.id);
      this.#begin(accepted, beside(old, accepted.reply.id));
      this.#composer.focus();
    });
  }

  /** @param {Message} reply goes on, in its place */
  async #continue(reply) {
    await this.#tried(async () => {
      await request("POST", `/api/messages/${reply.id}/continue`);
      this.#transcript.goOn(reply.id);
      this.#resume();
      this.#composer.focus();
    });
  }

  /** @param {() => Promise<void>} act what goes wrong with it is said above the composer */
  async #tried(act) {
    this.#complain(null);
    try {
      await act();
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
  }

  #showShortcuts() {
    const menu = document.getElementById("person-menu");
    if (menu?.matches(":popover-open")) menu.hidePopover();
    /** @type {HTMLDialogElement} */ (document.getElementById("shortcuts")).showModal();
  }

  /** @param {string} selector of buttons in the transcript: the last one is pressed */
  #press(selector) {
    const button = [...this.#transcript.querySelectorAll(selector)].at(-1);
    if (button instanceof HTMLElement) button.click();
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

/** What only a conversation with branches needs. */
function branches() {
  return import("../models/branches.js");
}

customElements.define("chat-app", ChatApp);
