// What is sent and stopped, and the reply that begins, goes on and ends.
import { request } from "../lib/api.js";
import { draftsOf } from "../lib/draft-storage.js";
import { Opening } from "../models/opening.js";
import { account, learnBudget, learnTitle, recall, weigh } from "./beside.js";

/**
 * @typedef {import("../models/reply.js").Message} Message
 * @typedef {import("./page.js").ChatPage} ChatPage
 * @typedef {{ conversation: import("./page.js").Conversation, user_message: Message, reply: { id: string, status: string, model: string | null } }} Accepted
 */

const OPENING = "opening";
/** Milliseconds that a page may still run whose requests were given up because it is being left. */
const LEAVING = 100;

export class Sending {
  /** What a new conversation begins with. */
  opening;
  /** Whether a reply is not wanted any more of which nothing is known yet: its message is still on its way. */
  #isUnwanted = false;
  #page;

  /** @param {ChatPage} page */
  constructor(page) {
    this.#page = page;
    this.opening = page.conversation ? new Opening() : new Opening(draftsOf(sessionStorage).of(OPENING), (kept) => this.#keep(kept));
  }

  /** Goes on with the reply that is being written, if there is one, wherever it was begun. */
  resume() {
    const { composer, transcript, conversation } = this.#page;
    const writing = transcript.writing;
    composer.isWriting = Boolean(writing);
    if (writing) this.#follow(writing);
    composer.takeBack(transcript.branch);
    if (composer.querySelector("textarea")?.value) weigh();
    if (conversation) recall(this.#page);
    else if (this.opening.wishes) this.#askAgain(this.opening.wishes);
  }

  /** @param {import("../models/opening.js").Wishes} wishes that the page before this one had heard */
  #askAgain(wishes) {
    this.#page.part("context-gauge").dataset.conversation = wishes.instructions; // it may come later
    this.#page.composer.dispatchEvent(new CustomEvent("kipux:instructions", { bubbles: true, detail: wishes }));
  }

  /** Has what was asked for outlive this page, in this tab, until the conversation has begun. @param {string} asked */
  #keep(asked) {
    if (!this.#page.conversation) draftsOf(sessionStorage).keep(OPENING, asked);
  }

  /** @param {string} text */
  async send(text) {
    const page = this.#page;
    page.complain(null);
    this.#isUnwanted = false;
    page.composer.isWriting = true;
    const parent = page.transcript.last?.message.id ?? null;
    page.composer.hold(text, parent);
    const own = page.transcript.add({ id: "", role: "user", status: "complete", text, reasoning: "" });
    page.greetIfEmpty();
    try {
      const accepted = await this.post(text, parent, page.web.value);
      own.message = accepted.user_message;
      this.#keep("");
      if (!page.conversation) page.enter(accepted.conversation);
      page.list.touch(page.conversation);
      page.composer.clear(page.conversation);
      this.begin(accepted);
      if (this.#isUnwanted) this.stop();
    } catch (error) {
      // A page that is being left loses its requests first, whatever becomes of them: the next one sees whether this arrived.
      await new Promise((resolve) => setTimeout(resolve, LEAVING));
      own.remove();
      page.greetIfEmpty();
      page.composer.giveBack(text);
      page.composer.hold("", null);
      page.composer.isWriting = Boolean(page.transcript.writing);
      page.complain(error);
    }
  }

  /**
   * @param {string} text
   * @param {string | null} parent what it follows: what is shown here, whatever another tab has gone on to
   * @param {"auto" | "always" | "never"} web whether it may be looked for there
   * @returns {Promise<Accepted>}
   */
  post(text, parent, web) {
    const { conversation, picker, isTemporary } = this.#page;
    const message = { text, model: picker.chosen, parent_id: parent, tools: { web } };
    if (!conversation) return request("POST", "/api/conversations", { message, ...this.opening.body, temporary: isTemporary });
    return request("POST", `/api/conversations/${conversation}/messages`, message);
  }

  /**
   * @param {Accepted} accepted
   * @param {string[]} [siblings]
   */
  begin({ user_message: { id: parent }, reply: { id, model } }, siblings) {
    const reply = { id, created_at: new Date().toISOString(), parent_id: parent, siblings, model, role: /** @type {const} */ ("assistant"), status: /** @type {const} */ ("writing") };
    this.#follow(this.#page.transcript.add({ ...reply, text: "", reasoning: "" }));
  }

  /** @param {import("../elements/chat-message.js").ChatMessage} reply */
  #follow(reply) {
    this.#page.composer.isWriting = true;
    reply.follow();
  }

  /** @param {Message} reply that has ended */
  async settle(reply) {
    const page = this.#page;
    page.composer.isWriting = Boolean(page.transcript.writing);
    page.list.touch(page.conversation);
    if (page.transcript.isShort) learnTitle(page);
    learnBudget();
    if (reply.status !== "complete" || page.transcript.writing) return;
    const queued = await page.composer.takeQueued();
    if (queued) this.send(queued);
    weigh();
    account(page);
    recall(page);
  }

  async stop() {
    const writing = this.#page.transcript.writing;
    this.#isUnwanted = !writing;
    if (writing) await this.#page.tried(() => request("POST", `/api/messages/${writing.message.id}/stop`));
  }
}
