// How a reply is to be written once more.
import { pressedIn } from "./menus.js";
import { t } from "./messages.js";
import { nameOf } from "./model-names.js";

/**
 * @param {HTMLElement} source what the menu opens beside
 * @param {string} model of the reply
 * @returns {Promise<"same" | "other" | null>} null when the menu was closed
 */
export async function wayToAnswerAgain(source, model) {
  const menu = /** @type {HTMLElement} */ (document.getElementById("again-menu"));
  /** @type {HTMLElement} */ (menu.querySelector("[data-again=same] span")).textContent = t("again.same", { model: nameOf(model) });
  const pressed = await pressedIn(menu, source);
  return pressed && (pressed.dataset.again === "same" ? "same" : "other");
}
