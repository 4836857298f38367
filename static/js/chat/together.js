// What happens in other tabs, and on other devices, shows here: tabs of one browser tell each other that something has changed, and
// whoever comes back to a page has it look. Nobody asks while nobody looks.
import { ApiError, request } from "../lib/api.js";

/**
 * @typedef {import("./page.js").ChatPage} ChatPage
 * @typedef {import("./page.js").Conversation} Conversation
 * @typedef {import("./sending.js").Sending} Sending
 * @typedef {import("../models/reply.js").Message} Message
 * @typedef {{ items: Message[], next: string | null }} Branch
 * @typedef {{ gone: string } | null} News the id of what was deleted; null for anything else
 */

const SHOWN = 30;
const LISTED = 40;
/** Milliseconds in which several changes are told as one. */
const BREATH = 120;
/** Milliseconds for which a look serves, however often one comes back. */
const FRESH = 3_000;

export class Together {
  #page;
  #sending;
  #channel = new BroadcastChannel("kipux");
  #changes = new MutationObserver(() => this.tell());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #telling;
  #isStale = false;
  #looking = false;
  #looked = performance.now();

  /**
   * @param {ChatPage} page
   * @param {Sending} sending
   */
  constructor(page, sending) {
    this.#page = page;
    this.#sending = sending;
  }

  begin() {
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    document.addEventListener("visibilitychange", () => this.#comeBack());
    addEventListener("focus", () => this.#comeBack());
    this.#changes.observe(this.#page.part(".messages"), { childList: true });
  }

  /**
   * Something was said, deleted or renamed in this tab.
   * @param {string} [gone] the conversation that was deleted: the others must hear of it before they ask about it
   */
  tell(gone) {
    if (gone) return this.#channel.postMessage({ gone });
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.#channel.postMessage(null), BREATH);
  }

  /** @param {News} news */
  #hear(news) {
    if (news) this.#lose(news.gone);
    this.#isStale = true;
    if (!document.hidden) this.#look();
  }

  /** @param {string} conversation that was deleted elsewhere */
  #lose(conversation) {
    const { list } = this.#page;
    list.lose(conversation);
    if (conversation === this.#page.conversation) this.#page.sayGone();
  }

  #comeBack() {
    if (document.hidden) return;
    if (this.#isStale || performance.now() - this.#looked > FRESH) this.#look();
  }

  /** One look at a time; what is told meanwhile is looked for after it. What cannot be asked now is asked at the next occasion. */
  async #look() {
    this.#isStale = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#isStale && !document.hidden) {
        this.#isStale = false;
        this.#looked = performance.now();
        await this.#lookAtList(); // tells of what was taken back
        await this.#lookAtBranch();
      }
    } catch {
      this.#isStale = true;
    } finally {
      this.#looking = false;
    }
  }

  async #lookAtList() {
    const { list, conversation } = this.#page;
    const before = document.title;
    /** @type {{ items: Conversation[], next: string | null }[]} */
    const pages = await Promise.all(["pinned=true&limit=100", `pinned=false&limit=${LISTED}`].map((part) => request("GET", `/api/conversations?${part}`)));
    this.#isStale ||= document.title !== before; // renamed here
    if (this.#isStale) return; // or something was deleted meanwhile, perhaps
    const told = pages.flatMap(({ items }) => items);
    const wasGone = this.#page.isGone;
    list.learn(told, pages.every(({ next }) => !next));
    const here = told.find(({ id }) => id === conversation);
    if (here?.title) this.#page.retitle(here.id, here.title);
    if (wasGone && !this.#page.isGone) this.#page.complain(null);
  }

  /** The last message tells whether the branch is another one by now; all of it is fetched only then. */
  async #lookAtBranch() {
    const { conversation } = this.#page;
    if (!conversation || this.#page.isGone || this.#isStale || this.#isBusy) return;
    const { items } = await this.#branch(conversation, 1);
    const last = this.#page.transcript.last?.message;
    if (items[0]?.id === last?.id && (items[0]?.status === last?.status || last?.status === "writing")) return;
    const branch = await this.#branch(conversation, SHOWN);
    if (this.#isBusy || conversation !== this.#page.conversation) return;
    this.#page.transcript.show(branch);
    this.#changes.takeRecords(); // these changes are not of this tab
    this.#page.greetIfEmpty();
    this.#sending.resume();
  }

  /**
   * @param {string} conversation
   * @param {number} limit
   * @returns {Promise<Branch>} rejects when it cannot be told; then the page has been told if the conversation is gone
   */
  async #branch(conversation, limit) {
    try {
      return await request("GET", `/api/conversations/${conversation}/messages?limit=${limit}`);
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 404) this.#lose(conversation);
      throw error;
    }
  }

  /** While something is written or sent here, it is not taken away under one's hands. */
  get #isBusy() {
    const { transcript } = this.#page;
    return Boolean(transcript.writing || transcript.querySelector("message-editor") || transcript.branch.some(({ id }) => !id));
  }
}
