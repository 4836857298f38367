// Search over everything that was said, and what one can do: both come as one types, and the arrows and Enter lead to the very
// message or do it. What is typed after “>” seeks among what one can do only.
import { ApiError, request } from "../lib/api.js";
import { ListKeyboard } from "../lib/list-keyboard.js";
import { locale, t } from "../lib/messages.js";
import { beginsWords } from "../models/folded.js";

/**
 * @typedef {{ text: string, hit: boolean }} Part
 * @typedef {{ conversation_id: string, message_id: string | null, role: string | null, title: Part[], snippet: Part[], archived: boolean, at: string }} Finding
 */

/** How near the end of what was found the keyboard comes before more of it is asked for. */
const NEAR = 4;
/** Milliseconds until what did not come is asked for again. */
const AGAIN = 3_000;
/** Milliseconds of rest after a key before the server is asked. */
const REST = 120;
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

export class SearchDialog extends HTMLElement {
  /** @type {Finding[]} */
  #findings = [];
  /** @type {HTMLElement[]} what can be done, as the page declares it */
  #commands = commands();
  /** @type {HTMLElement[]} those of them that are listed, below what was found */
  #offered = [];
  #keyboard = new ListKeyboard(this.#input, this.#list, {
    mark: (option, isActive) => option.setAttribute("aria-selected", String(isActive)),
    choose: (place) => this.#take(place),
    moved: () => this.#keyboard.active >= this.#findings.length - NEAR && this.#findings.length > NEAR && this.#more(),
  });
  #asking = new AbortController();
  #wasOpen = false;
  /** Where what was found goes on; null at its end. @type {string | null} */
  #next = null;
  #end = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#more());

  connectedCallback() {
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.addEventListener("click", (event) => this.#onClick(event));
    this.#dialog.addEventListener("close", () => this.#asking.abort());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
  }

  /** The dialog is shown already. */
  open() {
    this.#input.focus();
    if (this.#wasOpen) this.#input.select(); // else it was typed while this was on its way, and goes on
    this.#wasOpen = true;
    this.#onInput();
  }

  async #onInput() {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    this.#next = null;
    const typed = this.#input.value.trim();
    const query = typed.replace(/^>\s*/, "");
    const offered = this.#commands.filter((command) => beginsWords(command.textContent ?? "", query));
    if (query !== typed) return this.#show([], offered, offered.length ? t("search.actions", { n: offered.length }) : t("search.no_action", { query }));
    if (!query) return this.#show([], offered, t("search.hint"));
    this.#offered = []; // Enter must not do what stood there for fewer letters
    this.#draw();
    await new Promise((resolve) => setTimeout(resolve, REST));
    if (asking.signal.aborted) return;
    this.#isBusy = true;
    try {
      const { items, next } = await sought(query, asking.signal);
      this.#show(items, offered, items.length ? counted(items.length, next) : t("search.none", { query }), next);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#show([], offered, error.message);
    }
  }

  /** Goes on with what was found: below it, and above what can be done. */
  async #more() {
    const [next, { signal }] = [this.#next, this.#asking];
    if (!next) return;
    this.#next = null;
    this.#isBusy = true;
    try {
      const page = await sought(this.#input.value.trim(), signal, next);
      this.#append(page.items);
      this.#next = page.next;
      this.#say(counted(this.#findings.length, page.next));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      setTimeout(() => signal === this.#asking.signal && this.#goOn(next), AGAIN);
    }
    this.#isBusy = false;
    this.#watch();
  }

  /** @param {string} next */
  #goOn(next) {
    this.#next = next;
    this.#watch();
  }

  /** @param {Finding[]} findings */
  #append(findings) {
    const before = this.#findings.length;
    const last = this.#list.children[before - 1];
    last?.after(...findings.map((finding, place) => option(finding, before + place)));
    this.#findings = [...this.#findings, ...findings];
    if (this.#keyboard.active >= before) this.#keyboard.activate(this.#keyboard.active + findings.length);
  }

  /** More is asked for when the last of what was found comes into view. */
  #watch() {
    this.#end.disconnect();
    const last = this.#list.children[this.#findings.length - 1];
    if (last && this.#next) this.#end.observe(last);
  }

  /**
   * @param {Finding[]} findings
   * @param {HTMLElement[]} offered
   * @param {string} note
   * @param {string | null} [next]
   */
  #show(findings, offered, note, next = null) {
    this.#isBusy = false;
    this.#findings = findings;
    this.#offered = offered;
    this.#next = next;
    this.#say(note);
    this.#draw();
    this.#list.scrollTop = 0;
    this.#watch();
  }

  /** @param {string} note */
  #say(note) {
    const words = /** @type {HTMLElement} */ (this.querySelector(".search-note"));
    words.textContent = note;
    words.classList.toggle("visually-hidden", this.#findings.length > 0);
  }

  #draw() {
    const options = [...this.#findings.map(option), ...this.#offered];
    this.#list.replaceChildren(...options);
    this.#list.hidden = !options.length;
    this.#input.setAttribute("aria-expanded", String(options.length > 0));
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
    if (chosen) this.#take([...this.#list.children].indexOf(chosen));
  }

  /** @param {number} place in the list: what was found stands before what can be done */
  #take(place) {
    const command = this.#offered[place - this.#findings.length];
    if (command) this.#do(command);
    else this.#choose(this.#findings[place]);
  }

  /** @param {HTMLElement} command goes to a page, or presses a button that this page has */
  #do({ dataset: { go, press } }) {
    this.#dialog.close();
    this.#input.value = "";
    if (go) location.assign(go);
    const button = press && document.querySelector(press);
    if (button instanceof HTMLElement) button.click();
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
      this.#show([], [], error.message);
    }
  }

  /** @param {boolean} isBusy whether an answer is on its way */
  set #isBusy(isBusy) {
    this.#dialog.ariaBusy = String(isBusy);
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
 * @param {string} query
 * @param {AbortSignal} signal
 * @param {string} [after] where it goes on
 * @returns {Promise<{ items: Finding[], next: string | null }>}
 */
function sought(query, signal, after) {
  return request("GET", `/api/search?q=${encodeURIComponent(query)}${after ? `&after=${after}` : ""}`, undefined, signal);
}

/**
 * @param {number} n how many are listed
 * @param {string | null} next
 */
function counted(n, next) {
  return next ? t("search.found_more", { n }) : t("search.found", { n });
}

/** Those whose button is on this page. */
function commands() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("commands"));
  const declared = [...document.importNode(template.content, true).children].filter((it) => it instanceof HTMLElement);
  return declared.filter(({ dataset: { press } }) => !press || document.querySelector(press));
}

/**
 * @param {Finding} finding
 * @param {number} place
 */
function option({ title, snippet, role, archived, at }, place) {
  const item = element("li", "finding");
  item.id = `finding-${place}`;
  item.setAttribute("role", "option");
  item.ariaSelected = "false";
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
