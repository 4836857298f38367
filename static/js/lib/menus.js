// Menus that are waited for.

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} source what it opens beside
 * @returns {Promise<HTMLButtonElement | null>} the button that was pressed in it; null when it was closed
 */
export function pressedIn(menu, source) {
  menu.showPopover({ source });
  menu.querySelector("button")?.focus();
  return new Promise((resolve) => {
    const heard = new AbortController();
    const answer = (/** @type {HTMLButtonElement | null} */ button) => {
      heard.abort();
      menu.hidePopover();
      resolve(button);
    };
    const { signal } = heard;
    menu.addEventListener("toggle", (event) => event.newState === "closed" && answer(null), { signal });
    menu.addEventListener(
      "click",
      (event) => {
        const button = /** @type {Element} */ (event.target).closest("button");
        if (button) answer(button);
      },
      { signal },
    );
  });
}
