// Listens for the page's shortcuts, and shows them as this person's keyboard has them.
import { KEYS, printed, shortcutOf } from "../models/shortcuts.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** @param {Record<import("../models/shortcuts.js").Shortcut, () => void>} acts what each does; none while a question is open */
export function listenForShortcuts(acts) {
  for (const kbd of document.querySelectorAll("kbd[data-shortcut]")) {
    const name = /** @type {HTMLElement} */ (kbd).dataset.shortcut;
    kbd.textContent = printed(KEYS[/** @type {keyof typeof KEYS} */ (name)], isMac);
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], .swal2-shown")) return;
    const name = shortcutOf(event, { isMac, isTyping: isTyping(event.target) });
    if (!name) return;
    event.preventDefault();
    acts[name]();
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
