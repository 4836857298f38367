// What takes the place of messages that are there: an edit, another reply, another branch, one less.
import { request } from "../lib/api.js";
import { t } from "../lib/messages.js";

/**
 * @typedef {import("../models/reply.js").Message} Message
 * @typedef {import("./sending.js").Accepted} Accepted
 * @typedef {{ items: Message[], next: string | null }} Branch
 */

/** Messages of a branch that are asked for when another one is shown. */
const SHOWN = 30;

export class Branching {
  /** Whether something is on its way: a second press on it would be answered, and paid, once more. */
  #isBusy = false;
  #page;
  #sending;

  /**
   * @param {import("./page.js").ChatPage} page
   * @param {import("./sending.js").Sending} sending
   */
  constructor(page, sending) {
    this.#page = page;
    this.#sending = sending;
  }

  /**
   * @param {Message} old
   * @param {string} text
   * @param {import("../elements/message-editor.js").MessageEditor} editor stays, with what was typed, until it is sent
   */
  async edit(old, text, editor) {
    const page = this.#page;
    await this.#once(async () => {
      const [accepted, { beside }] = await Promise.all([this.#sending.post(text, old.parent_id ?? null, old.web ?? "auto"), branches()]);
      editor.forget();
      page.transcript.cutFrom(old.id);
      page.transcript.add({ ...accepted.user_message, siblings: beside(old, accepted.user_message.id) });
      page.list.touch(page.conversation);
      this.#sending.begin(accepted);
      page.composer.focus();
    });
  }

  /**
   * @param {string} id the message to be shown
   * @param {"earlier" | "later"} way
   * @param {import("../elements/chat-message.js").ChatMessage} from the one in its place
   */
  async turn(id, way, from) {
    const { transcript } = this.#page;
    await this.#once(async () => {
      transcript.giveWay(from, true);
      try {
        await request("POST", `/api/messages/${id}/show`);
        const to = await transcript.turn(await this.#branch(), from, id);
        to?.focusBranches(way);
        this.#sending.resume();
      } finally {
        transcript.giveWay(from, false);
      }
    });
  }

  /** @returns {Promise<Branch>} the newest messages of the branch that is shown, as the server has it */
  #branch() {
    return request("GET", `/api/conversations/${this.#page.conversation}/messages?limit=${SHOWN}`);
  }

  /** @param {Message} message goes with everything below it, once the person agrees */
  async delete(message) {
    const page = this.#page;
    const { confirmed } = await import("../lib/dialogs.js");
    const isLast = page.transcript.last?.message.id === message.id;
    const text = isLast ? t("delete_message.text") : t("delete_message.text_more");
    if (!(await confirmed({ title: t("delete_message.title"), text, confirm: t("delete_message.confirm") }))) return;
    await page.tried(async () => {
      await request("DELETE", `/api/messages/${message.id}`);
      const neighbour = page.transcript.neighbourOf(message.id);
      page.transcript.show(await this.#branch());
      page.greetIfEmpty();
      this.#sending.resume();
      if (neighbour?.isConnected) neighbour.focusActs();
      else page.composer.focus();
    });
  }

  /**
   * @param {Message} old
   * @param {HTMLElement} source
   */
  async askHow(old, source) {
    const { wayToAnswerAgain } = await import("../lib/again-menu.js");
    const way = await wayToAnswerAgain(source, old.model ?? "");
    if (way === "same") await this.regenerate(old, old.model ?? null);
    if (way === "other") await this.regenerateWithOther(old, source);
  }

  /**
   * @param {Message} old
   * @param {HTMLElement} source
   */
  async regenerateWithOther(old, source) {
    const model = await this.#page.picker.ask(source);
    if (model) await this.regenerate(old, model);
  }

  /**
   * @param {Message} old a reply that another one takes the place of, or a question that stands alone
   * @param {string | null} model
   */
  async regenerate(old, model) {
    const page = this.#page;
    await this.#once(async () => {
      /** @type {[Accepted, Awaited<ReturnType<typeof branches>>]} */
      const [accepted, { beside }] = await Promise.all([request("POST", `/api/messages/${old.id}/regenerate`, { model }), branches()]);
      const isQuestion = old.role === "user";
      if (!isQuestion) page.transcript.cutFrom(old.id);
      this.#sending.begin(accepted, isQuestion ? undefined : beside(old, accepted.reply.id));
      page.composer.focus();
    });
  }

  /** @param {Message} reply goes on, in its place */
  async goOn(reply) {
    await this.#once(async () => {
      await request("POST", `/api/messages/${reply.id}/continue`);
      this.#page.transcript.goOn(reply.id);
      this.#sending.resume();
      this.#page.composer.focus();
    });
  }

  /** @param {() => Promise<void>} act is not begun while another is on its way */
  async #once(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.#page.tried(act).finally(() => (this.#isBusy = false));
  }
}

/** What only a conversation with branches needs. */
function branches() {
  return import("../models/branches.js");
}
