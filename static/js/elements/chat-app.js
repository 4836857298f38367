// The chat page: leads what happens in its parts to those who act on it.
import { Branching } from "../chat/branching.js";
import { learnBudget, weigh } from "../chat/beside.js";
import { listenForKeys } from "../chat/keyboard.js";
import { openInstructions, openSearch, showShortcuts } from "../chat/openers.js";
import { ChatPage } from "../chat/page.js";
import { Sending } from "../chat/sending.js";
import { Together } from "../chat/together.js";
import { request } from "../lib/api.js";
import { locale } from "../lib/messages.js";
import { asksSomething } from "../models/opening.js";
import "./chat-composer.js";
import "./chat-transcript.js";
import "./conversation-list.js";
import "./model-picker.js";
import "./temporary-chat.js";
import "./web-switch.js";

class ChatApp extends HTMLElement {
  #page = new ChatPage(this);
  #sending = new Sending(this.#page);
  #branching = new Branching(this.#page, this.#sending);
  #together = new Together(this.#page, this.#sending);

  connectedCallback() {
    this.#listenToMessages();
    this.#listenToConversation();
    this.#listenToButtons();
    listenForKeys(this.#page, this.#sending);
    addEventListener("popstate", () => this.#isElsewhere && location.reload());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.#sending.resume();
    this.#together.begin();
    this.#land();
    this.#keepOfflinePage();
  }

  #listenToMessages() {
    const [sending, branching] = [this.#sending, this.#branching];
    this.#on("kipux:send", ({ text }) => sending.send(text));
    this.#on("kipux:stop", () => sending.stop());
    this.#on("kipux:settled", ({ message }) => sending.settle(message));
    this.#on("kipux:typed", ({ text }) => text && weigh());
    this.#on("kipux:retry", ({ message }) => branching.regenerate(message, this.#page.picker.chosen));
    this.#on("kipux:again", ({ message, source }) => branching.askHow(message, source));
    this.#on("kipux:other-model", ({ message, source }) => branching.regenerateWithOther(message, source));
    this.#on("kipux:continue", ({ message }) => branching.goOn(message));
    this.#on("kipux:edit", ({ message, text, editor }) => branching.edit(message, text, editor));
    this.#on("kipux:branch", ({ id, way, from }) => branching.turn(id, way, from));
    this.#on("kipux:delete", ({ message }) => branching.delete(message));
  }

  #listenToConversation() {
    const page = this.#page;
    this.#on("kipux:title", ({ title }) => page.retitle(page.conversation, title));
    this.#on("kipux:renamed", ({ id, title }) => page.retitle(id, title));
    for (const type of ["kipux:changed", "kipux:settled"]) this.#on(type, ({ gone }) => this.#together.tell(gone));
    document.addEventListener("kipux:restored", () => this.#together.tell());
    this.#on("kipux:gone", ({ id }) => id === page.conversation && location.assign("/chat"));
    this.#on("kipux:model", ({ id }) => this.#remember(id));
    this.#on("kipux:instructions", (wishes) => this.#instruct(wishes));
    this.#on("kipux:preset", ({ id, isInstructed, tokens }) => this.#pick(id, isInstructed, tokens));
    if (this.querySelector("preset-shelf")) import("./preset-shelf.js");
  }

  #listenToButtons() {
    this.addEventListener("click", (event) => this.#onStart(event));
    const opened = { search: () => openSearch(this.#page), instructions: () => openInstructions(this.#page, this.#sending.opening), shortcuts: showShortcuts, retitle: () => this.#page.rename() };
    for (const [act, open] of Object.entries(opened)) this.querySelector(`[data-act=${act}]`)?.addEventListener("click", open);
    document.getElementById("person-menu")?.addEventListener("beforetoggle", learnBudget);
  }

  /** @param {MouseEvent} event one of the ways to begin that the empty page offers */
  #onStart(event) {
    const start = /** @type {Element} */ (event.target).closest("button[data-start]");
    if (start instanceof HTMLElement) this.#page.composer.suggest(start.dataset.start ?? "");
  }

  /** @param {string} model */
  async #remember(model) {
    const { conversation } = this.#page;
    if (conversation) await this.#page.tried(() => request("PATCH", `/api/conversations/${conversation}`, { model }));
  }

  /** @param {import("../models/opening.js").Wishes} wishes */
  #instruct(wishes) {
    this.#sending.opening.ask(wishes);
    this.#markInstructed(asksSomething(wishes));
  }

  /**
   * @param {string} id of the preset that is picked; empty for none
   * @param {boolean} isInstructed whether it asks for something
   * @param {number} tokens of its instructions
   */
  #pick(id, isInstructed, tokens) {
    const { opening } = this.#sending;
    opening.preset = id;
    const gauge = this.#page.part("context-gauge"); // it may come later
    gauge.dataset.conversation = opening.wishes?.instructions ?? "";
    gauge.dataset.preset = String(opening.wishes ? 0 : tokens);
    this.#markInstructed(opening.wishes ? asksSomething(opening.wishes) : isInstructed);
  }

  /** @param {boolean} isOn */
  #markInstructed(isOn) {
    this.#page.part("[data-act=instructions]").dataset.on = String(isOn);
  }

  /** Whether the address names another chat than the one that is shown; a place inside it, as the skip link's, is none. */
  get #isElsewhere() {
    const { conversation } = this.#page;
    return location.pathname !== (conversation ? `/chat/${conversation}` : "/chat");
  }

  /** Shows the message that the address names: whoever comes from a search has come for it. */
  async #land() {
    const address = new URL(location.href);
    const wanted = address.searchParams.get("message");
    if (!wanted) return;
    await this.#page.transcript.reveal(wanted);
    history.replaceState(history.state, "", address.pathname);
  }

  /** The service worker comes when the page has nothing better to do. */
  #keepOfflinePage() {
    setTimeout(() => navigator.serviceWorker?.register(`/worker.js?locale=${locale}`).catch(() => {}), 3_000);
  }

  /**
   * @param {string} type
   * @param {(detail: any) => void} act what our own elements tell with this event
   */
  #on(type, act) {
    this.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail ?? {}));
  }
}

customElements.define("chat-app", ChatApp);
