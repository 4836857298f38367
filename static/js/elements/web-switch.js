// Whether the next question may use the web. What was chosen last in a conversation is what it goes on with.

export class WebSwitch extends HTMLElement {
  connectedCallback() {
    this.#menu.addEventListener("change", () => this.#draw());
    this.#menu.addEventListener("toggle", (event) => event.newState === "open" && this.#chosen.focus());
    this.#menu.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it chooses, and sends nothing
      this.#close();
    });
    // A press is the choice; what the arrow keys choose may be moved on from.
    this.#menu.addEventListener("click", (event) => event.detail > 0 && event.target instanceof HTMLInputElement && this.#close());
    this.#draw();
  }

  /** @returns {"auto" | "always" | "never"} */
  get value() {
    return /** @type {"auto" | "always" | "never"} */ (this.#chosen.value);
  }

  #draw() {
    this.dataset.web = this.value;
    /** @type {HTMLElement} */ (this.querySelector(".web-word")).textContent = this.#chosen.dataset.word ?? "";
  }

  #close() {
    this.#menu.hidePopover();
    this.querySelector("button")?.focus();
  }

  get #menu() {
    return /** @type {HTMLElement} */ (this.querySelector("[popover]"));
  }

  get #chosen() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input:checked"));
  }
}

customElements.define("web-switch", WebSwitch);
