// The choice of a model: a button, and a combobox over the list that opens below it.
import { request } from "../lib/api.js";
import { told } from "../lib/dialogs.js";
import { icon } from "../lib/icons.js";
import { ListKeyboard } from "../lib/list-keyboard.js";
import { locale, t } from "../lib/messages.js";
import { leadToolbars } from "../lib/toolbar.js";
import { formats } from "../models/formats.js";

/** @typedef {import("../models/model-search.js").Model} Model */

const RECENT = "kipux.recent-models";
const KEPT = 5;
const ICONS = /** @type {Record<string, string>} */ ({
  reasoning: "thought", vision: "eye", function_calling: "tool", web_search: "web", pdf_input: "file", audio_input: "sound", audio_output: "sound",
});
const format = formats(locale);
/** @type {typeof import("../models/model-search.js") | undefined} comes when the list is first opened */
let searching;

export class ModelPicker extends HTMLElement {
  /** @type {Model[]} */
  #models = JSON.parse(document.getElementById("models")?.textContent ?? "[]");
  /** @type {Model[]} those that are shown */
  #shown = [];
  /** @type {string[]} ids, the newest last */
  #favourites = JSON.parse(this.dataset.favourites ?? "[]");
  #keyboard = new ListKeyboard(this.#search, this.#list, {
    mark: (option, isActive) => option.classList.toggle("is-active", isActive),
    choose: (place) => this.#choose(this.#shown[place]),
    moved: () => this.#nameStar(),
  });
  #isDrawn = false;
  /** @type {Required<import("../models/model-search.js").Narrowed>} */
  #narrowed = { abilities: [], isCheapFirst: false };
  /** @type {((id: string | null) => void) | null} who waits for a choice */
  #asked = null;

  /** Whether Enter was pressed before there was a list to choose from. */
  #hasEntered = false;

  connectedCallback() {
    leadToolbars(this.#panel);
    this.#panel.addEventListener("beforetoggle", (event) => event.newState === "open" && this.#onOpen());
    this.#panel.addEventListener("toggle", (event) => this.#onToggle(event.newState === "open"));
    this.#search.addEventListener("input", () => this.#draw());
    this.#search.addEventListener("keydown", ({ key, isComposing }) => {
      if (key === "Enter" && !isComposing && this.#panel.ariaBusy === "true") this.#hasEntered = true;
    });
    this.#list.addEventListener("click", (event) => this.#onClick(event));
    this.#star.addEventListener("click", () => this.#toggleFavourite(this.#shown[this.#keyboard.active]));
  }

  /** The id of the model that will answer; null when there is none. */
  get chosen() {
    return this.dataset.model || null;
  }

  /** What is known of it; nothing of one that has gone. */
  get model() {
    return this.find(this.chosen);
  }

  /**
   * @param {string | null} id
   * @returns {Model | undefined} nothing of one that is not offered
   */
  find(id) {
    return this.#models.find((model) => model.id === id);
  }

  /** The parameters that it takes; null when that is not told. */
  get parameters() {
    return this.model?.parameters ?? null;
  }

  open() {
    this.#panel.showPopover({ source: this.#button });
  }

  /**
   * Asks for a model, beside `source`. It is chosen for what comes after too.
   * @param {HTMLElement} source
   * @returns {Promise<string | null>} its id; null when the list was closed without a choice
   */
  ask(source) {
    this.#asked?.(null);
    return new Promise((resolve) => {
      this.#asked = resolve;
      this.#panel.showPopover({ source });
    });
  }

  async #onOpen() {
    this.#search.value = "";
    this.#hasEntered = false;
    this.#panel.ariaBusy = "true";
    try {
      searching ??= await import("../models/model-search.js");
      if (this.#models.length) this.#show();
      await this.#refresh();
    } finally {
      if (this.#panel.ariaBusy === "true") this.#show();
    }
  }

  /** What is known is there to choose from, though it may be asked for again. */
  #show() {
    this.#panel.ariaBusy = "false";
    this.#draw();
    if (this.#hasEntered && this.#shown.length) this.#list.children[this.#keyboard.active]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    this.#hasEntered = false;
  }

  /** @param {boolean} isOpen */
  #onToggle(isOpen) {
    this.#search.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#search.focus();
    else this.#answer(null);
  }

  async #refresh() {
    if (!navigator.onLine) return;
    /** @type {{ items: Model[], stale: boolean } | null} what is known already stays where it cannot be asked for again */
    const list = await request("GET", "/api/models").catch(() => null);
    if (!list) return;
    /** @type {HTMLElement} */ (this.querySelector(".picker-stale")).hidden = !list.stale;
    if (JSON.stringify(list.items) === JSON.stringify(this.#models)) return;
    this.#models = list.items;
    this.#draw();
  }

  #draw() {
    if (!searching) return;
    const active = this.#isDrawn ? this.#shown[this.#keyboard.active]?.id : this.chosen;
    const preferred = [...this.#favourites, ...recent()];
    this.#shown = searching.found(this.#models, this.#search.value, preferred, said, this.#narrowed);
    this.#list.replaceChildren(...this.#shown.map((model, place) => this.#option(model, place)));
    this.#drawChips();
    this.#drawShelves();
    /** @type {HTMLElement} */ (this.querySelector(".picker-none")).hidden = this.#shown.length > 0;
    this.#isDrawn = true;
    this.#keyboard.activate(this.#search.value ? 0 : Math.max(0, this.#shown.findIndex(({ id }) => id === active)));
  }

  /** What narrows the list: the abilities that some of the models have and others do not, and the price. */
  #drawChips() {
    const differing = Object.keys(ICONS).filter((ability) => {
      const able = this.#models.filter(({ abilities }) => abilities.includes(ability)).length;
      return able > 0 && able < this.#models.length;
    });
    const box = /** @type {HTMLElement} */ (this.querySelector(".picker-chips"));
    const names = [...(this.#models.some(({ input_price_per_million: price }) => price != null) ? ["cheap"] : []), ...differing];
    if (box.dataset.names === names.join()) return;
    box.dataset.names = names.join();
    box.replaceChildren(...names.map((name, place) => Object.assign(this.#chip(name), { tabIndex: place && -1 })));
  }

  /** @param {string} name an ability, or `cheap` */
  #chip(name) {
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip" });
    const words = name === "cheap" ? t("models.cheap_first") : t(`ability.${name}`);
    chip.append(icon(ICONS[name] ?? "down"), words);
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("click", () => {
      const isOn = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(isOn));
      const others = this.#narrowed.abilities.filter((other) => other !== name);
      if (name === "cheap") this.#narrowed.isCheapFirst = isOn;
      else this.#narrowed.abilities = isOn ? [...others, name] : others;
      this.#draw();
      this.#keyboard.activate(0);
    });
    return chip;
  }

  /** Says which are the favourites, the recent ones and all the others, while nothing narrows or sorts the list. */
  #drawShelves() {
    const { abilities, isCheapFirst } = this.#narrowed;
    if (!searching || this.#search.value || abilities.length || isCheapFirst) return;
    const preferred = { favourites: this.#favourites, recent: recent() };
    const shelves = this.#shown.map((model) => searching?.shelfOf(model, preferred));
    if (new Set(shelves).size < 2) return;
    shelves.forEach((shelf, place) => {
      const option = this.#list.children[place];
      if (option instanceof HTMLElement && shelf !== shelves[place - 1]) option.dataset.shelf = t(`models.shelf.${shelf}`);
    });
  }

  /**
   * @param {Model} model
   * @param {number} place
   */
  #option(model, place) {
    const option = document.createElement("li");
    option.id = `model-${place}`;
    option.className = "model";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(model.id === this.chosen));
    option.setAttribute("aria-disabled", String(!searching?.canChat(model)));
    option.title = model.id;
    const name = element("span", "model-name", model.name);
    const provider = element("span", "model-provider", model.demo ? t("models.demo") : (model.provider_name ?? ""));
    option.dataset.favourite = String(this.#favourites.includes(model.id));
    const star = element("span", "model-star");
    star.append(icon("star"));
    option.append(name, provider, icon("check"), star, this.#facts(model));
    return option;
  }

  /** @param {Model} model */
  #facts(model) {
    const facts = element("span", "model-facts");
    if (!searching?.canChat(model)) facts.append(element("span", "model-mode", modeSaid(model)));
    if (model.context_window) facts.append(element("span", "", t("models.context", { tokens: format.compact(model.context_window) })));
    if (model.input_price_per_million != null && model.output_price_per_million != null) {
      const prices = { input: format.money(model.input_price_per_million), output: format.money(model.output_price_per_million) };
      facts.append(element("span", "", t("models.price", prices)));
    } else if (!model.demo) facts.append(element("span", "", t("models.price_unknown")));
    for (const ability of model.abilities) {
      const drawing = ICONS[ability];
      if (!drawing) continue;
      const mark = element("span", "model-ability");
      mark.append(icon(drawing), t(`ability.${ability}`));
      facts.append(mark);
    }
    return facts;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const option = target.closest("li");
    if (!option) return;
    const model = this.#shown[[...this.#list.children].indexOf(option)];
    if (target.closest(".model-star")) this.#toggleFavourite(model);
    else this.#choose(model);
  }

  /** The star at the foot is for whoever uses no pointer: it speaks of the model that the arrows are on. */
  #nameStar() {
    const model = this.#shown[this.#keyboard.active];
    this.#star.hidden = !model;
    if (!model) return;
    const { id, name } = model;
    const isFavourite = this.#favourites.includes(id);
    const words = isFavourite ? t("models.unstar", { name }) : t("models.star", { name });
    this.#star.dataset.favourite = String(isFavourite);
    /** @type {HTMLElement} */ (this.#star.querySelector("span")).textContent = words;
  }

  /** @param {Model | undefined} model stays where it is until the list is opened again: nothing jumps under the pointer */
  async #toggleFavourite(model) {
    if (!model) return;
    const old = this.#favourites;
    this.#favourites = old.includes(model.id) ? old.filter((id) => id !== model.id) : [...old, model.id];
    this.#markFavourites();
    try {
      await request("PATCH", "/api/me", { preferences: { favourites: this.#favourites } });
    } catch (error) {
      this.#favourites = old;
      this.#markFavourites();
      await told(/** @type {Error} */ (error).message);
    }
  }

  #markFavourites() {
    [...this.#list.children].forEach((option, place) => {
      const id = this.#shown[place]?.id ?? "";
      /** @type {HTMLElement} */ (option).dataset.favourite = String(this.#favourites.includes(id));
    });
    this.#nameStar();
  }

  /** @param {Model | undefined} model */
  #choose(model) {
    if (!model || !searching?.canChat(model)) return;
    keepRecent(model.id);
    const isForHere = !this.#asked;
    this.#answer(model.id);
    this.#panel.hidePopover();
    if (isForHere) this.#button.focus();
    this.choose(model.id);
  }

  /**
   * Chooses a model that can chat, without a word to the person.
   * @param {string} id
   * @returns {boolean} whether it is offered
   */
  choose(id) {
    const model = this.find(id);
    if (!model) return false;
    const isNew = model.id !== this.chosen;
    this.dataset.model = model.id;
    delete this.dataset.gone;
    /** @type {HTMLElement} */ (this.querySelector(".picker-name")).textContent = model.name;
    this.#button.title = model.id;
    /** @type {HTMLElement} */ (this.querySelector(".picker-provider")).textContent = model.demo ? t("models.demo") : (model.provider_name ?? "");
    if (isNew) this.dispatchEvent(new CustomEvent("kipux:model", { bubbles: true, detail: { id: model.id } }));
    return true;
  }

  /** @param {string | null} id */
  #answer(id) {
    const asked = this.#asked;
    this.#asked = null;
    asked?.(id);
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector(".picker"));
  }

  get #star() {
    return /** @type {HTMLButtonElement} */ (this.querySelector(".picker-star"));
  }

  get #panel() {
    return /** @type {HTMLElement} */ (this.querySelector(".picker-panel"));
  }

  get #search() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }
}

/** @param {Model} model whatever the page says of it beyond its names: that is searched, too */
function said(model) {
  const isPriced = model.input_price_per_million != null;
  return [...model.abilities.map((ability) => (ICONS[ability] ? t(`ability.${ability}`) : "")), searching?.canChat(model) ? "" : modeSaid(model), isPriced ? "" : t("models.price_unknown")].join(" ");
}

/** @param {Model} model what it does instead of conversing */
function modeSaid({ mode }) {
  const known = ["image_generation", "embedding", "audio_transcription", "audio_speech", "rerank", "moderation", "video_generation"];
  return mode && known.includes(mode) ? t(`models.mode.${mode}`) : t("models.cannot_chat", { mode: mode ?? "" });
}

/** @returns {string[]} */
function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {string} id */
function keepRecent(id) {
  try {
    localStorage.setItem(RECENT, JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, KEPT)));
  } catch {
    // Where nothing may be kept, there are no recent ones.
  }
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

customElements.define("model-picker", ModelPicker);
