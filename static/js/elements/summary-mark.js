// The place in a transcript from which on the model sees a summary: to be read there, and corrected.
import { ApiError, request } from "../lib/api.js";
import { t } from "../lib/messages.js";

/** @typedef {{ message_id: string, text: string, model: string, created_at: string }} Summary */

/**
 * Marks the place, now and whenever other messages are shown.
 * @param {string} conversation its id
 * @param {HTMLElement} messages the list of them
 */
export async function markSummaries(conversation, messages) {
  try {
    /** @type {{ items: Summary[] }} */
    const { items } = await request("GET", `/api/conversations/${conversation}/summaries`);
    summaries = new Map(items.map((summary) => [summary.message_id, summary]));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // else the marks stay as they were: the next reply's end asks again
  }
  if (!summaries.size) return;
  if (watched !== messages) new MutationObserver(() => place(messages)).observe(messages, { childList: true });
  watched = messages;
  place(messages);
}

/** @type {Map<string, Summary>} by the message that they reach to */
let summaries = new Map();
/** @type {HTMLElement | null} */
let watched = null;

/** @param {HTMLElement} messages */
function place(messages) {
  const mark = messages.querySelector("summary-mark");
  if (mark instanceof SummaryMark && mark.isRewritten) return; // what is typed there stays: it is placed when that is over
  const last = /** @type {HTMLElement[]} */ ([...messages.children]).findLast(({ dataset }) => summaries.has(dataset.id ?? ""));
  const summary = summaries.get(last?.dataset.id ?? "");
  if (mark instanceof SummaryMark && mark.previousElementSibling === last && isSame(mark.summary, summary)) return;
  mark?.remove();
  if (!last || !summary) return;
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("summary-mark"));
  const made = /** @type {SummaryMark} */ (document.importNode(template.content, true).firstElementChild);
  customElements.upgrade(made);
  made.summary = summary;
  last.after(made);
}

/**
 * @param {Summary | undefined} one as it was told at one time
 * @param {Summary | undefined} other as it was told at another
 */
function isSame(one, other) {
  return one?.message_id === other?.message_id && one?.created_at === other?.created_at && one?.text === other?.text;
}

export class SummaryMark extends HTMLElement {
  /** @type {Summary | undefined} */
  #summary;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#form.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get summary() {
    return this.#summary;
  }

  set summary(summary) {
    this.#summary = summary;
    if (!summary) return;
    this.dataset.of = summary.message_id;
    /** @type {HTMLElement} */ (this.querySelector("details")).hidden = !summary.text;
    this.#part("left-out").hidden = Boolean(summary.text);
    this.#part("summary-text").textContent = summary.text;
    this.#part("summary-by").textContent = t("summary.by", { model: summary.model });
  }

  /** Whether somebody is writing it anew. */
  get isRewritten() {
    return !this.#form.hidden;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const act = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-act]"))?.dataset.act;
    if (act === "rewrite") this.#open(true);
    if (act === "cancel") this.#open(false);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // it closes this, and stops no reply
    this.#open(false);
  }

  /** @param {boolean} isOpen whether the summary is being rewritten */
  #open(isOpen) {
    this.#form.hidden = !isOpen;
    this.#part("summary-read").hidden = isOpen;
    this.#complain("");
    if (isOpen) {
      this.#box.value = this.#summary?.text ?? "";
      this.#box.focus();
      return;
    }
    /** @type {HTMLElement} */ (this.querySelector("[data-act=rewrite]")).focus();
    if (watched) place(watched);
  }

  async #save() {
    try {
      /** @type {Summary} */
      const saved = await request("PATCH", `/api/messages/${this.dataset.of}/summary`, { text: this.#box.value });
      summaries.set(saved.message_id, saved);
      this.summary = saved;
      this.#open(false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#complain(error.message);
    }
  }

  /** @param {string} words */
  #complain(words) {
    this.#part("is-error").textContent = words;
    this.#part("is-error").hidden = !words;
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #box() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.${name}`));
  }
}

customElements.define("summary-mark", SummaryMark);
