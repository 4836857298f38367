// A chat that leaves nothing behind: the switch that begins it, what its page tells the server of coming and going, and its end.
import { ApiError, csrfToken, request } from "../lib/api.js";
import { draftsOf, draftStorage, forgetTemporary, markTemporary, moveDrafts } from "../lib/draft-storage.js";

/** @typedef {{ left?: string, ended?: string }} News what another tab tells of a conversation */

/** Milliseconds after which a tab says that it is still here: the news that another one was left has reached the server by then. */
const LATER = 1_000;

class TemporaryChat extends HTMLElement {
  /** What this page calls itself: that an earlier one was left, told late, is not taken for its own leaving. */
  #view = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
  #tabs = new BroadcastChannel("kipux.temporary");
  #isOver = false;

  connectedCallback() {
    forgetTemporary(this.#isOn ? location.pathname : undefined);
    if (this.#isOn) markTemporary();
    this.#switch.addEventListener("submit", (event) => this.#toggle(event));
    this.#form.addEventListener("submit", () => this.#end());
    this.#app.addEventListener("kipux:settled", () => this.#isOn && markTemporary());
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#come());
    this.#tabs.addEventListener("message", ({ data }) => this.#hear(data));
    this.#come();
  }

  get #isOn() {
    return this.#app.dataset.temporary === "true";
  }

  get #conversation() {
    return (this.#isOn && this.#app.dataset.conversation) || "";
  }

  /** @param {Event} event */
  #toggle(event) {
    event.preventDefault();
    const before = draftStorage();
    this.#app.dataset.temporary = String(!this.#isOn);
    moveDrafts(before, draftStorage());
    this.#switch.querySelector("button")?.setAttribute("aria-checked", String(this.#isOn));
    this.#keepInAddress();
    if (this.#isOn) markTemporary();
    else forgetTemporary();
  }

  /** A reload shows the same; what else the address says stays. */
  #keepInAddress() {
    const address = new URL(location.href);
    if (this.#isOn) address.searchParams.set("temporary", "1");
    else address.searchParams.delete("temporary");
    history.replaceState(history.state, "", address);
  }

  /** The page is shown. What is over by now is not shown any longer; what was typed goes along to a new one. */
  async #come() {
    const conversation = this.#conversation;
    if (!conversation || this.#isOver) return;
    try {
      await request("POST", `/api/conversations/${conversation}/visit`, { view: this.#view, here: true });
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 404) this.#beginAnew(conversation);
    }
  }

  /** The page is left, perhaps to be loaded again: the server waits a little. */
  #leave() {
    const conversation = this.#conversation;
    if (!conversation || this.#isOver) return;
    markTemporary();
    fetch(`/api/conversations/${conversation}/visit`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrfToken() },
      body: JSON.stringify({ view: this.#view, here: false }),
      keepalive: true,
    }).catch(() => {});
    this.#tell({ left: conversation });
  }

  #end() {
    const conversation = this.#conversation;
    this.#form.action = `/chat/${conversation}/end`;
    this.#isOver = true;
    forgetTemporary();
    this.#tell({ ended: conversation });
  }

  /** @param {News} news */
  #hear({ left, ended }) {
    const conversation = this.#conversation;
    if (!conversation || this.#isOver) return;
    if (left === conversation) setTimeout(() => this.#come(), LATER);
    if (ended === conversation) this.#beginAnew(conversation);
  }

  /** @param {string} conversation that is over */
  #beginAnew(conversation) {
    this.#isOver = true;
    const drafts = draftsOf(sessionStorage);
    const [queued, draft] = [`queued.${conversation}`, conversation].map((key) => drafts.of(key));
    const typed = [drafts.held(conversation).text, queued, draft].filter(Boolean).join("\n\n");
    forgetTemporary();
    drafts.keep("new", typed);
    location.replace("/chat?temporary=1");
  }

  /** @param {News} news for the other tabs */
  #tell(news) {
    this.#tabs.postMessage(news);
  }

  get #app() {
    return /** @type {HTMLElement} */ (this.closest("chat-app"));
  }

  get #switch() {
    return /** @type {HTMLFormElement} */ (this.#app.querySelector(".temporary-switch"));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }
}

customElements.define("temporary-chat", TemporaryChat);
