// The theme changes at once; the server, which is told meanwhile, serves the next page in it. A language comes with a new page,
// of what one is looking at now: a new chat has become a conversation meanwhile.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("#language-menu")?.addEventListener("submit", (event) => {
      const next = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("next");
      if (next instanceof HTMLInputElement) next.value = location.pathname + location.search;
    });
    this.querySelector("#theme-menu")?.addEventListener("submit", (event) => this.#onSubmit(/** @type {SubmitEvent} */ (event)));
  }

  /** @param {SubmitEvent} event */
  #onSubmit(event) {
    const button = event.submitter;
    const form = event.target;
    if (!(button instanceof HTMLButtonElement) || !(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    document.documentElement.dataset.theme = button.value;
    paintTheBrowser(button.value);
    for (const other of form.querySelectorAll("button")) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    form.hidePopover();
    fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { accept: "application/json" }, keepalive: true });
  }
}

/** @param {string} theme what surrounds the page on a phone takes its ground, too */
function paintTheBrowser(theme) {
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    const isDark = theme === "system" ? meta.getAttribute("media")?.includes("dark") : theme === "dark";
    meta.setAttribute("content", isDark ? "#181511" : "#fbf9f5");
  }
}

customElements.define("theme-switch", ThemeSwitch);
