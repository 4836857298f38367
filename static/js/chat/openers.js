// The dialogs of the chat page. Each comes when it is first asked for.

/** @typedef {import("./page.js").ChatPage} ChatPage */

/** @param {ChatPage} page */
export async function openSearch(page) {
  await import("../elements/search-dialog.js");
  closePopover("sidebar");
  /** @type {import("../elements/search-dialog.js").SearchDialog} */ (page.part("search-dialog")).open();
}

/**
 * @param {ChatPage} page
 * @param {import("../models/opening.js").Opening} opening
 */
export async function openInstructions(page, opening) {
  await import("../elements/instructions-dialog.js");
  const dialog = /** @type {import("../elements/instructions-dialog.js").InstructionsDialog} */ (page.part("instructions-dialog"));
  dialog.open(page.conversation, page.picker.parameters, opening);
}

export function showShortcuts() {
  closePopover("person-menu");
  /** @type {HTMLDialogElement} */ (document.getElementById("shortcuts")).showModal();
}

/** @param {string} id of what the dialog was opened from */
function closePopover(id) {
  const popover = document.getElementById(id);
  if (popover?.matches(":popover-open")) popover.hidePopover();
}
