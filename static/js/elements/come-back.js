// A page that stands in for another one which cannot be had now. It brings that one as soon as it can be had, and until then
// shows what had been typed: it may be read and gone on with.
import { draftsOf } from "../lib/draft-storage.js";

const LONGEST_WAIT = 15_000;
const FIRST_WAIT = 1_000;

class ComeBack extends HTMLElement {
  connectedCallback() {
    const { probe } = this.dataset;
    if (probe && location.pathname !== "/offline") this.#comeBack(probe);
    this.#showDraft();
  }

  /** @param {string} probe asked every few seconds: there may be a line and no server yet, or a server and no database */
  async #comeBack(probe) {
    const note = this.querySelector("[role=status]");
    if (note instanceof HTMLElement) note.textContent = note.dataset.text ?? "";
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const answer = navigator.onLine ? await fetch(probe, { cache: "no-store" }).catch(() => null) : null;
      if (answer?.ok) return location.reload();
    }
  }

  #showDraft() {
    const path = /^\/chat(?:\/([\w-]+))?$/.exec(location.pathname);
    const part = this.querySelector(".kept-draft");
    const box = this.querySelector("textarea");
    if (!path || !box || !(part instanceof HTMLElement)) return;
    const drafts = draftsOf();
    const conversation = path[1] ?? "new";
    box.value = [drafts.held(conversation).text, drafts.of(conversation)].filter(Boolean).join("\n\n");
    box.addEventListener("input", () => {
      drafts.keep(conversation, box.value);
      drafts.hold(conversation, ""); // it is part of what is typed now
    });
    part.hidden = false;
  }
}

customElements.define("come-back", ComeBack);
