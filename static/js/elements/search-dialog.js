// Search over everything that was said: results come as one types, and the arrows and Enter lead to the very message.
import { ApiError, request } from "../lib/api.js";
import { ListKeyboard } from "../lib/list-keyboard.js";
import { locale, t } from "../lib/messages.js";

/**
 * @typedef {{ text: string, hit: boolean }} Part
 * @typedef {{ conversation_id: string, message_id: string | null, role: string | null, title: Part[], snippet: Part[], archived: boolean, at: string }} Finding
 */

/** Milliseconds of rest after a key before the server is asked. */
const REST = 120;
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

export class SearchDialog extends HTMLElement {
  /** @type {Finding[]} */
  #findings = [];
  #keyboard = new ListKeyboard(this.#input, this.#list, {
    mark: (option, isActive) => option.setAttribute("aria-selected", String(isActive)),
    choose: (place) => this.#choose(this.#findings[place]),
  });
  #asking = new AbortController();

  connectedCallback() {
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.addEventListener("click", (event) => this.#onClick(event));
    this.#dialog.addEventListener("close", () => this.#asking.abort());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#input.focus();
    this.#input.select();
    this.#onInput();
  }

  async #onInput() {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    const query = this.#input.value.trim();
    if (!query) return this.#show([], t("search.hint"));
    await new Promise((resolve) => setTimeout(resolve, REST));
    if (asking.signal.aborted) return;
    try {
      /** @type {{ items: Finding[] }} */
      const { items } = await request("GET", `/api/search?q=${encodeURIComponent(query)}`, undefined, asking.signal);
      this.#show(items, items.length ? t("search.found", { n: items.length }) : t("search.none", { query }));
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#show([], error.message);
    }
  }

  /**
   * @param {Finding[]} findings
   * @param {string} note
   */
  #show(findings, note) {
    this.#findings = findings;
    this.#list.replaceChildren(...findings.map(option));
    this.#list.hidden = !findings.length;
    this.#input.setAttribute("aria-expanded", String(findings.length > 0));
    const words = /** @type {HTMLElement} */ (this.querySelector(".search-note"));
    words.textContent = note;
    words.classList.toggle("visually-hidden", findings.length > 0);
    this.#keyboard.activate(0);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape") return;
    // A search field of Chromium's would take the first one for itself, and empty itself.
    event.preventDefault();
    this.#dialog.close();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const chosen = /** @type {Element} */ (event.target).closest("li");
    if (chosen) this.#choose(this.#findings[[...this.#list.children].indexOf(chosen)]);
  }

  /** @param {Finding | undefined} finding */
  async #choose(finding) {
    if (!finding) return;
    const { conversation_id: conversation, message_id: message } = finding;
    try {
      if (message) await request("POST", `/api/messages/${message}/show`);
      location.assign(`/chat/${conversation}${message ? `?message=${message}` : ""}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#show([], error.message);
    }
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }
}

/**
 * @param {Finding} finding
 * @param {number} place
 */
function option({ title, snippet, role, archived, at }, place) {
  const item = element("li", "finding");
  item.id = `finding-${place}`;
  item.setAttribute("role", "option");
  const name = element("span", "finding-title");
  name.append(...(title.some(({ text }) => text) ? title.map(written) : [t("conversations.untitled")]));
  const facts = [archived && t("search.archived"), day.format(new Date(at))].filter(Boolean).join(" · ");
  item.append(name, element("span", "finding-facts", facts));
  if (snippet.length) {
    const words = element("span", "finding-snippet");
    words.append(element("b", "", role === "user" ? t("search.you") : t("search.reply")), " ", ...snippet.map(written));
    item.append(words);
  }
  return item;
}

/** @param {Part} part */
function written({ text, hit }) {
  return hit ? element("mark", "", text) : text;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

customElements.define("search-dialog", SearchDialog);
