// The dialogs of the chat page. Each is there at once, and what it can do comes when it is first asked for.
import { shownAtOnce } from "../lib/at-once.js";

/** @typedef {import("./page.js").ChatPage} ChatPage */

/** @param {ChatPage} page */
export async function openSearch(page) {
  closePopover("sidebar");
  const search = /** @type {import("../elements/search-dialog.js").SearchDialog} */ (page.part("search-dialog"));
  const dialog = dialogOf(search);
  await shownAtOnce(dialog, () => import("../elements/search-dialog.js")).catch((error) => page.complain(error));
  if (dialog.open) search.open();
}

/**
 * @param {ChatPage} page
 * @param {import("../models/opening.js").Opening} opening
 */
export async function openInstructions(page, opening) {
  const instructions = /** @type {import("../elements/instructions-dialog.js").InstructionsDialog} */ (page.part("instructions-dialog"));
  for (const part of instructions.querySelectorAll("input, textarea, select, .btn-primary")) /** @type {HTMLElement} */ (part).inert = true; // what is typed must not give way to what comes
  const filled = shownAtOnce(dialogOf(instructions), async () => {
    await import("../elements/instructions-dialog.js");
    await instructions.open(page.conversation, page.picker.parameters, opening);
  });
  await filled.catch((error) => page.complain(error));
}

export function showShortcuts() {
  closePopover("person-menu");
  /** @type {HTMLDialogElement} */ (document.getElementById("shortcuts")).showModal();
}

/** @param {HTMLElement} element */
function dialogOf(element) {
  return /** @type {HTMLDialogElement} */ (element.querySelector("dialog"));
}

/** @param {string} id of what the dialog was opened from */
function closePopover(id) {
  const popover = document.getElementById(id);
  if (popover?.matches(":popover-open")) popover.hidePopover();
}
