// The presets on the first screen of a new chat: one that is picked sets what the chat begins with, and picked again sets nothing.
import { t } from "../lib/messages.js";

/** @typedef {{ id: string, name: string, model: string | null, is_instructed: boolean, tokens: number, starters: string[] }} Preset */

class PresetShelf extends HTMLElement {
  /** @type {string | null} the model that was chosen before a preset chose its own */
  #before = null;

  connectedCallback() {
    for (const card of this.#cards) card.disabled = false;
    this.addEventListener("click", (event) => this.#onClick(event));
    const wanted = new URL(location.href).searchParams.get("preset");
    const card = this.#cards.find((each) => presetOf(each).id === wanted);
    if (card) this.#pick(card);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const card = /** @type {Element} */ (event.target).closest("[data-preset]");
    if (card instanceof HTMLButtonElement) this.#pick(card.ariaPressed === "true" ? null : card);
  }

  /** @param {HTMLButtonElement | null} card null: none any more */
  #pick(card) {
    for (const each of this.#cards) each.ariaPressed = String(each === card);
    const preset = card && presetOf(card);
    this.#chooseModel(preset);
    this.#offer(preset?.starters ?? []);
    this.#nameIt(card);
    keepInAddress(preset?.id);
    this.dispatchEvent(new CustomEvent("kipux:preset", { bubbles: true, detail: { id: preset?.id ?? "", isInstructed: Boolean(preset?.is_instructed), tokens: preset?.tokens ?? 0 } }));
  }

  /** @param {Preset | null} preset gives back the model of before when it asks for none, or for one that is not there */
  #chooseModel(preset) {
    const picker = /** @type {import("./model-picker.js").ModelPicker} */ (document.querySelector("model-picker"));
    this.#before ??= picker.chosen;
    const isTaken = Boolean(preset?.model) && picker.choose(preset?.model ?? "");
    if (!isTaken && this.#before) picker.choose(this.#before);
    if (!preset) this.#before = null;
    this.#say(preset?.model && !isTaken ? t("presets.model_gone", { model: preset.model, instead: picker.model?.name ?? "" }) : "");
  }

  /** @param {string[]} starters stand in place of those for everybody */
  #offer(starters) {
    const [everybody, own] = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".starts"));
    if (!everybody || !own) return;
    own.replaceChildren(...starters.map(startOf));
    own.hidden = !starters.length;
    everybody.hidden = !own.hidden;
  }

  /** @param {HTMLElement | null} card what the head of the page calls the chat's preset, once it has begun */
  #nameIt(card) {
    const mark = /** @type {HTMLAnchorElement} */ (document.querySelector(".chat-preset"));
    mark.hidden = !card;
    if (!card) return;
    const { id, name } = presetOf(card);
    mark.href = `/settings/presets/${id}`;
    mark.title = name;
    mark.replaceChildren(...[...card.children].map((part) => part.cloneNode(true)));
  }

  /** @param {string} words */
  #say(words) {
    const note = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    note.textContent = words;
  }

  get #cards() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll("[data-preset]"))];
  }
}

/**
 * @param {HTMLElement} card
 * @returns {Preset}
 */
function presetOf(card) {
  return JSON.parse(card.dataset.preset ?? "{}");
}

/** @param {string | undefined} id what is picked is picked after a reload, too */
function keepInAddress(id) {
  const address = new URL(location.href);
  if (id) address.searchParams.set("preset", id);
  else address.searchParams.delete("preset");
  history.replaceState(history.state, "", address);
}

/** @param {string} text */
function startOf(text) {
  const place = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.start = text;
  button.append(Object.assign(document.createElement("span"), { className: "own-start", textContent: text }));
  place.append(button);
  return place;
}

customElements.define("preset-shelf", PresetShelf);
