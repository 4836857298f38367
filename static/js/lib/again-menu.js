// How a reply is to be written once more.
import { t } from "./messages.js";
import { nameOf } from "./model-names.js";

/**
 * @param {HTMLElement} source what the menu opens beside
 * @param {string} model of the reply
 * @returns {Promise<"same" | "other" | null>} null when the menu was closed
 */
export function wayToAnswerAgain(source, model) {
  const menu = /** @type {HTMLElement} */ (document.getElementById("again-menu"));
  const same = /** @type {HTMLElement} */ (menu.querySelector("[data-again=same]"));
  /** @type {HTMLElement} */ (same.querySelector("span")).textContent = t("again.same", { model: nameOf(model) });
  menu.showPopover({ source });
  same.focus();
  return new Promise((resolve) => {
    const heard = new AbortController();
    const answer = (/** @type {"same" | "other" | null} */ way) => {
      heard.abort();
      menu.hidePopover();
      resolve(way);
    };
    const { signal } = heard;
    menu.addEventListener("toggle", (event) => event.newState === "closed" && answer(null), { signal });
    menu.addEventListener(
      "click",
      (event) => {
        const button = /** @type {Element} */ (event.target).closest("button");
        if (button) answer(button.dataset.again === "same" ? "same" : "other");
      },
      { signal },
    );
  });
}
