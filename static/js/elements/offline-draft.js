// What had been typed before the line went: it may be read and gone on with, and the page comes back with the line.
import { Drafts } from "../models/drafts.js";

const LONGEST_WAIT = 15_000;

class OfflineDraft extends HTMLElement {
  connectedCallback() {
    if (location.pathname !== "/offline") this.#comeBack();
    const path = /^\/chat(?:\/([\w-]+))?$/.exec(location.pathname);
    const box = this.querySelector("textarea");
    if (!path || !box) return;
    const drafts = new Drafts(localStorage);
    const conversation = path[1] ?? "new";
    box.value = drafts.of(conversation);
    box.addEventListener("input", () => drafts.keep(conversation, box.value));
    this.hidden = false;
  }

  /** Looks every few seconds whether Kipux answers: there may be a line, and no server yet. */
  async #comeBack() {
    for (let wait = 1_000; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const answer = navigator.onLine ? await fetch("/healthz", { cache: "no-store" }).catch(() => null) : null;
      if (answer?.ok) return location.reload();
    }
  }
}

customElements.define("offline-draft", OfflineDraft);
