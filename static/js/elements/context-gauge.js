// How full the chosen model's window is, and what sending costs: estimated here as one types, without asking the server.
import { locale, t } from "../lib/messages.js";
import { nameOf } from "../lib/model-names.js";
import { loadOf, outlook } from "../models/context.js";
import { formats } from "../models/formats.js";

const format = formats(locale);
const NEAR = 0.8;

class ContextGauge extends HTMLElement {
  #load = loadOf([], true);
  #typed = "";
  #frame = 0;

  connectedCallback() {
    this.#chat.addEventListener("kipux:typed", (event) => this.#onTyped(/** @type {CustomEvent} */ (event).detail.text));
    this.#chat.addEventListener("kipux:model", () => this.#schedule());
    this.#chat.addEventListener("kipux:instructions", (event) => this.#instruct(/** @type {CustomEvent} */ (event).detail.instructions));
    this.#chat.addEventListener("kipux:preset", () => this.#weigh());
    this.#chat.addEventListener("kipux:settled", () => this.#weigh());
    new MutationObserver(() => this.#weigh()).observe(this.#messages, { childList: true });
    this.#typed = this.#chat.querySelector("textarea")?.value ?? "";
    this.#weigh();
  }

  /** @param {string} text */
  #onTyped(text) {
    this.#typed = text;
    this.#schedule();
  }

  #weigh() {
    const mark = /** @type {import("./summary-mark.js").SummaryMark | null} */ (this.#messages.querySelector("summary-mark"));
    const { person = "", conversation = "", preset } = this.dataset;
    const instructions = [person, conversation].filter(Boolean).join("\n\n");
    this.#load = loadOf(this.#transcript.branch ?? [], !this.#chat.querySelector(".older"), { summary: mark?.summary, instructions, beside: Number(preset ?? 0), plans: (model) => this.#plans(model) });
    this.#schedule();
  }

  /** @param {string} model whether it is asked what to search for, as one that calls no tools is */
  #plans(model) {
    const isSearching = /** @type {HTMLElement} */ (this.#chat.querySelector("web-switch")).dataset.searches !== undefined;
    const known = this.#picker.find(model);
    return isSearching && !known?.demo && !known?.abilities.includes("function_calling");
  }

  /** @param {string} instructions of the conversation, as they are from now on */
  #instruct(instructions) {
    this.dataset.conversation = instructions.trim();
    delete this.dataset.preset;
    this.#weigh();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const model = this.#picker.model;
    const seen = outlook(this.#load, this.#typed, model);
    this.hidden = seen.tokens === 0;
    if (this.hidden) return;
    const { share, cost } = seen;
    this.dataset.state = share === null ? "unknown" : share > 1 ? "over" : share > NEAR ? "near" : "fine";
    this.style.setProperty("--full", String(Math.min(1, share ?? 0)));
    this.#part("gauge-share").textContent = this.#shareSaid(seen);
    this.#part("gauge-short").textContent = share === null ? this.#amountSaid(seen.tokens) : `${this.#load.isFloor ? "≥ " : ""}${format.share(share)}`;
    this.#part("gauge-cost").textContent = cost === null ? t("context.cost_unknown_short") : t("context.about", { amount: format.money(cost) });
    this.#part("fact-tokens").textContent = this.#amountSaid(seen.tokens);
    this.#part("fact-window").textContent = seen.window === null ? t("context.window_unknown") : format.tokens(seen.window);
    this.#part("fact-source").textContent = this.#sourceSaid();
    this.#part("fact-cost").textContent = this.#costSaid(seen, model?.input_price_per_million ?? null);
    this.#part("gauge-over").hidden = this.dataset.state !== "over";
  }

  /** @param {import("../models/context.js").Outlook} seen */
  #shareSaid({ share, tokens }) {
    if (share === null) return this.#amountSaid(tokens);
    const said = format.share(share);
    return this.#load.isFloor ? t("context.share_at_least", { share: said }) : t("context.share", { share: said });
  }

  /** @param {number} tokens */
  #amountSaid(tokens) {
    const amount = format.tokens(tokens);
    return this.#load.isFloor ? t("context.at_least", { amount }) : t("context.about", { amount });
  }

  #sourceSaid() {
    const { measured, by, isFloor } = this.#load;
    if (measured) return t("context.measured", { model: nameOf(by ?? ""), tokens: format.tokens(measured) });
    return isFloor ? t("context.estimated_in_part") : t("context.estimated");
  }

  /**
   * @param {import("../models/context.js").Outlook} seen
   * @param {string | null} price
   */
  #costSaid({ cost }, price) {
    if (cost === null || price === null) return t("context.cost_unknown");
    return t("context.cost", { cost: format.money(cost), price: format.money(price) });
  }

  get #chat() {
    return /** @type {HTMLElement} */ (this.closest("chat-app"));
  }

  get #messages() {
    return /** @type {HTMLElement} */ (this.#chat.querySelector(".messages"));
  }

  get #transcript() {
    return /** @type {import("./chat-transcript.js").ChatTranscript} */ (this.#chat.querySelector("chat-transcript"));
  }

  get #picker() {
    return /** @type {import("./model-picker.js").ModelPicker} */ (this.#chat.querySelector("model-picker"));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.${name}`));
  }
}

customElements.define("context-gauge", ContextGauge);
