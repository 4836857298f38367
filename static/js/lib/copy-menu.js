// What of a reply is to be copied.
import { withReferences } from "../models/reference-list.js";
import { pressedIn } from "./menus.js";

/**
 * @param {HTMLElement} source what the menu opens beside
 * @param {import("../models/reply.js").Message} reply
 * @returns {Promise<string | null>} null when the menu was closed
 */
export async function wordsToCopy(source, { text, sources = [] }) {
  const pressed = await pressedIn(/** @type {HTMLElement} */ (document.getElementById("copy-menu")), source);
  source.focus();
  return pressed && (pressed.dataset.copy === "sources" ? withReferences(text, sources) : text);
}
