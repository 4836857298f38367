// One message: what was said, and for a reply what came with it. The server writes it as plain text; this makes the rest of it.
import { openEvents, request } from "../lib/api.js";
import { shownAtOnce } from "../lib/at-once.js";
import { copied, MarkdownView } from "../lib/markdown.js";
import { locale, t } from "../lib/messages.js";
import { nameOf } from "../lib/model-names.js";
import { soon } from "../lib/slices.js";
import { drawSources } from "../lib/sources.js";
import { drawSteps, stepSaid } from "../lib/steps.js";
import { formats } from "../models/formats.js";
import { isLong } from "../models/long-texts.js";

/** @typedef {import("../models/reply.js").Message} Message */

const format = formats(locale);
/** Failures that another connection may mend, by the ends of their types. */
const OF_SETTINGS = new Set(["gateway_key_refused", "gateway_unreachable", "gateway_garbled", "gateway_not_allowed", "provider_key_refused", "budget_spent"]);
/** After a draw that took this many milliseconds the next one waits for REST times as long: the page stays at hand. */
const SLOW_DRAW = 8;
const REST = 3;
/** @type {import("../models/reply.js").Source[]} */
const NO_SOURCES = [];

export class ChatMessage extends HTMLElement {
  /** @type {Message} */
  #message = { id: "", role: "user", status: "complete", text: "", reasoning: "" };
  /** @type {MarkdownView | null} */
  #view = null;
  /** @type {MarkdownView | null} the reasoning, once somebody has opened it */
  #thought = null;
  #frame = 0;
  #notBefore = 0;
  #reading = new AbortController();
  /** @type {import("../models/reply.js").Source[] | undefined} those that are on the page */
  #listed;

  connectedCallback() {
    const isStored = !this.#message.id && "message" in this.dataset;
    if (isStored) this.#readFromPage();
    this.addEventListener("click", (event) => this.#onClick(event));
    if (this.#message.role === "user") {
      for (const type of ["mouseenter", "focusin"]) this.addEventListener(type, () => this.#drawTime());
      this.#drawOwn();
      return;
    }
    if (isStored && this.#message.status !== "writing") soon(this.drawing());
    else if (!this.#view) this.#draw();
  }

  disconnectedCallback() {
    this.#reading.abort();
    cancelAnimationFrame(this.#frame);
  }

  get message() {
    return this.#message;
  }

  /** @param {Message} message */
  set message(message) {
    this.#message = message;
    this.dataset.id = message.id;
    if (message.role === "user") this.#drawOwn();
  }

  /** Its siblings as they are told now. @param {string[] | null | undefined} siblings */
  set siblings(siblings) {
    this.#message = { ...this.#message, siblings };
    this.#drawBranches();
  }

  /** Puts the keyboard on what can be done with it. */
  focusActs() {
    /** @type {HTMLElement | null} */ (this.querySelector("[data-act=copy]"))?.focus();
  }

  /** Puts the keyboard on its switcher. @param {"earlier" | "later"} way where it was; the other way when that one ends here */
  async focusBranches(way) {
    await this.#drawBranches();
    const buttons = ["earlier", "later"].map((act) => /** @type {HTMLButtonElement | null} */ (this.querySelector(`[data-act=${act}]`)));
    if (way === "later") buttons.reverse();
    buttons.find((button) => button && !button.disabled)?.focus({ preventScroll: true });
  }

  /** Follows the reply's events to its end: the same way for a new reply, a reload, and a second tab. */
  async follow() {
    const url = `/api/messages/${this.#message.id}/events`;
    const open = (/** @type {string} */ lastEventId, /** @type {AbortSignal} */ signal) => openEvents(url, lastEventId, signal);
    // The stream tells everything from the start, so that what the page came with is not counted twice.
    this.#message = { ...this.#message, text: "", reasoning: "" };
    const onGap = (/** @type {boolean} */ waiting) => this.toggleAttribute("data-reconnecting", waiting);
    const [{ followed, StreamRefused }, { after }] = await Promise.all([import("../models/event-stream.js"), import("../models/reply.js")]);
    try {
      for await (const event of followed(open, this.#reading.signal, { onGap })) this.#take(event, after);
    } catch (error) {
      if (!(error instanceof StreamRefused)) throw error;
      this.#message = { ...this.#message, status: "failed", error: { detail: t("failure.lost"), help: t("failure.lost_help") } };
      this.#tell("kipux:written", { message: this.#message, ended: true });
      this.#scheduleDraw();
      this.#tell("kipux:settled", { message: this.#message });
    }
  }

  /**
   * @param {{ type: string, data: string }} event
   * @param {typeof import("../models/reply.js").after} after
   */
  #take(event, after) {
    this.#message = after(this.#message, event);
    if (event.type === "tool") this.#tell("kipux:step", { said: stepSaid(JSON.parse(event.data)) });
    if (event.type === "title") this.#tell("kipux:title", JSON.parse(event.data));
    if (event.type === "text" || event.type === "done") this.#tell("kipux:written", { message: this.#message, ended: event.type === "done" });
    this.#scheduleDraw();
    if (event.type === "done") this.#tell("kipux:settled", { message: this.#message });
  }

  #scheduleDraw() {
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#onFrame(now));
  }

  /** @param {number} now */
  #onFrame(now) {
    this.#frame = 0;
    if (now < this.#notBefore && this.#message.status === "writing") return this.#scheduleDraw();
    const began = performance.now();
    this.#draw();
    const took = performance.now() - began;
    this.#notBefore = now + (took > SLOW_DRAW ? took * REST : 0);
  }

  #draw() {
    for (const _ of this.drawing());
  }

  /** Draws what is known of a reply, step by step: one may stop in between, and go on later. */
  *drawing() {
    const { status, text, reasoning, error } = this.#message;
    const isWriting = status === "writing";
    this.dataset.status = status;
    this.setAttribute("aria-busy", String(isWriting));
    this.#drawReasoning(reasoning, isWriting && !text);
    this.#drawSteps(isWriting);
    this.#view ??= new MarkdownView(/** @type {HTMLElement} */ (this.querySelector(":scope > .markdown")));
    this.#view.sources = this.#sources;
    if (isWriting) this.#view.grow(text);
    else yield* this.#view.finish(text);
    this.#part("waiting").hidden = !isWriting || Boolean(text || reasoning);
    this.#drawSources();
    this.#part("reply-foot").hidden = isWriting;
    this.#part("stopped-note").hidden = status !== "stopped";
    for (const button of this.querySelectorAll("[data-act=continue]")) if (button instanceof HTMLElement) button.hidden = !text;
    this.#drawFailure(status === "failed" ? (error ?? {}) : null);
    this.#drawBranches();
    if (!isWriting) this.#drawFoot();
  }

  /**
   * @param {string} reasoning
   * @param {boolean} isThinking
   */
  #drawReasoning(reasoning, isThinking) {
    const fold = this.#part("reasoning");
    fold.hidden = !reasoning;
    if (!reasoning) return;
    const thought = this.#message.timing?.reasoning_ms;
    const said = isThinking ? t("reasoning.now") : thought ? t("reasoning.took", { time: format.duration(thought) }) : t("reasoning.done");
    this.#part("reasoning-label").textContent = said;
    fold.classList.toggle("is-thinking", isThinking);
    if (/** @type {HTMLDetailsElement} */ (fold).open) this.#drawThought();
    else this.#holdThought(fold, reasoning);
  }

  /**
   * Nobody sees it: its text is kept as it is, and drawn when the fold is opened.
   * @param {HTMLElement} fold
   * @param {string} reasoning
   */
  #holdThought(fold, reasoning) {
    const body = this.#part("reasoning-text");
    if (!this.#thought && body.textContent !== reasoning) body.textContent = reasoning.trim();
    fold.ontoggle ??= () => this.#drawThought();
  }

  #drawThought() {
    const { status, text, reasoning } = this.#message;
    this.#thought ??= new MarkdownView(this.#part("reasoning-text"));
    this.#part("reasoning-text").classList.add("markdown");
    if (status === "writing" && !text) this.#thought.grow(reasoning.trimStart());
    else for (const _ of this.#thought.finish(reasoning.trimStart()));
  }

  #drawOwn() {
    const { id, text } = this.#message;
    const shown = this.#part("own-text");
    if (shown.textContent !== text) shown.textContent = text;
    this.#fold(isLong(text));
    this.#part("own-foot").hidden = !id; // not while it is on its way
    this.#drawTime();
    this.#drawBranches();
  }

  /** @param {boolean} isFolded whether only the beginning of one's own long text is in view */
  #fold(isFolded) {
    const button = this.#part("own-unfold");
    this.#part("own-text").classList.toggle("is-folded", isFolded);
    button.hidden = !isLong(this.#message.text);
    button.setAttribute("aria-expanded", String(!isFolded));
    button.textContent = t(isFolded ? "message.unfold" : "message.fold");
  }

  async #drawBranches() {
    const box = this.#part("branches");
    box.hidden = (this.#message.siblings?.length ?? 0) < 2;
    if (box.hidden) return;
    const { place, count, earlier, later } = await this.#standing();
    this.#part("branches-place").textContent = `${place}/${count}`;
    this.#part("branches-said").textContent = t("branches.place", { place, count });
    /** @type {HTMLButtonElement} */ (box.querySelector("[data-act=earlier]")).disabled = !earlier;
    /** @type {HTMLButtonElement} */ (box.querySelector("[data-act=later]")).disabled = !later;
  }

  async #standing() {
    const { standing } = await import("../models/branches.js");
    return standing(this.#message.id, this.#message.siblings);
  }

  /** @param {boolean} isWriting */
  #drawSteps(isWriting) {
    const fold = /** @type {HTMLDetailsElement} */ (this.#part("steps"));
    drawSteps(fold, this.#message.steps ?? [], { isWriting, sources: this.#sources });
  }

  #drawSources() {
    if (this.#listed === this.#sources) return;
    this.#listed = this.#sources;
    drawSources(this.#part("sources"), this.#sources);
  }

  get #sources() {
    return this.#message.sources ?? NO_SOURCES;
  }

  /** @param {import("../models/reply.js").Failure | null} failure */
  #drawFailure(failure) {
    const box = this.#part("failure");
    box.hidden = !failure;
    if (!failure) return;
    this.#part("failure-detail").textContent = failure.detail ?? t("failure.unknown");
    this.#part("failure-help").textContent = failure.help ?? "";
    this.#part("failure-settings").hidden = !OF_SETTINGS.has(failure.type?.split(":").at(-1) ?? "");
    const id = this.#part("failure-id");
    id.textContent = failure.request_id ? t("failure.id", { id: failure.request_id }) : "";
  }

  /** When the person said it, as far from now as it is each time that somebody looks. */
  #drawTime() {
    const { created_at: said } = this.#message;
    const when = /** @type {HTMLTimeElement} */ (this.#part("when"));
    when.hidden = !said;
    if (!said) return;
    const moment = new Date(said);
    when.dateTime = said;
    when.textContent = format.ago(moment, new Date());
    when.title = format.moment(moment);
  }

  #drawFoot() {
    const { model, usage, timing, cost, created_at } = this.#message;
    const tokens = usage?.input_tokens != null && usage.output_tokens != null ? tokensSaid(usage.input_tokens, usage.output_tokens, usage.cached_tokens) : "";
    const times = [timing?.first_token_ms, timing?.duration_ms].filter((ms) => ms != null).map((ms) => format.duration(Number(ms)));
    this.#put("foot-model", model ? nameOf(model) : "", model ?? "");
    const said = created_at ? format.moment(new Date(created_at)) : "";
    this.#put("foot-time", times.join(" · "), [t("foot.time_title"), said].filter(Boolean).join("\n"));
    this.#put("foot-tokens", tokens, t("foot.tokens_title"));
    this.#put("foot-cost", cost == null ? (tokens ? t("foot.cost_unknown") : "") : format.money(cost), t("foot.cost_title"));
  }

  /** @param {MouseEvent} event */
  async #onClick(event) {
    const button = /** @type {Element} */ (event.target).closest("button[data-act]");
    const act = button instanceof HTMLElement ? button.dataset.act : undefined;
    if (act === "copy") await this.#copy(/** @type {HTMLElement} */ (button));
    if (act === "passages") await this.#showPassages(/** @type {HTMLElement} */ (button));
    if (act === "continue" || act === "retry" || act === "again" || act === "other-model" || act === "delete") this.#tell(`kipux:${act}`, { message: this.#message, source: button });
    if (act === "earlier" || act === "later") this.#tell("kipux:branch", { id: (await this.#standing())[act], way: act, from: this });
    if (act === "unfold") this.#fold(button?.getAttribute("aria-expanded") === "true");
    if (act === "edit") await this.#edit();
    if (act === "json") await this.#showRaw();
  }

  /** The provider's own answer. */
  async #showRaw() {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("raw-answer"));
    /** @type {HTMLElement} */ (dialog.querySelector("code")).textContent = "";
    await shownAtOnce(dialog, async () => {
      const { writeRawAnswer } = await import("../lib/raw-answer.js");
      await writeRawAnswer(dialog, () => request("GET", `/api/messages/${this.#message.id}/raw`));
    });
  }

  /** @param {HTMLElement} button */
  async #copy(button) {
    const text = this.#sources.length ? await (await import("../lib/copy-menu.js")).wordsToCopy(button, this.#message) : this.#message.text;
    if (text !== null) await copied(button, text);
  }

  /** @param {HTMLElement} button */
  async #showPassages(button) {
    const source = this.#sources.find(({ n }) => String(n) === button.dataset.n);
    if (source) await (await import("../lib/passages.js")).showPassages(this.#message.id, source);
  }

  async #edit() {
    await import("./message-editor.js");
    if (this.querySelector("message-editor")) return;
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("message-editor"));
    const editor = /** @type {import("./message-editor.js").MessageEditor} */ (document.importNode(template.content, true).firstElementChild);
    this.append(editor);
    this.classList.add("is-edited");
    editor.edit(this.#message.id, this.#message.text);
    editor.addEventListener("kipux:edited", (event) => this.#tell("kipux:edit", { message: this.#message, editor, .../** @type {CustomEvent} */ (event).detail }));
    editor.addEventListener("kipux:unedited", () => {
      editor.remove();
      this.classList.remove("is-edited");
      /** @type {HTMLElement | null} */ (this.querySelector("[data-act=edit]"))?.focus();
    });
  }

  #readFromPage() {
    const read = JSON.parse(this.dataset.message ?? "{}");
    const written = this.querySelector(".markdown, .own-text")?.textContent ?? "";
    this.#message = { ...read, text: written, reasoning: this.querySelector(".reasoning-text")?.textContent ?? "" };
    this.dataset.id = this.#message.id;
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.${name}`));
  }

  /**
   * @param {string} part
   * @param {string} text
   * @param {string} [title]
   */
  #put(part, text, title) {
    const element = this.#part(part);
    element.textContent = text;
    element.hidden = !text;
    if (title) element.title = title;
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

/**
 * @param {number} input
 * @param {number} output
 * @param {number | null} [cached] of the input
 */
function tokensSaid(input, output, cached) {
  const counts = { input: format.number(input), output: format.number(output) };
  return cached ? t("foot.tokens_cached", { ...counts, cached: format.number(cached) }) : t("foot.tokens", counts);
}

customElements.define("chat-message", ChatMessage);
