// A dialog is there at once when it is asked for; what fills it comes meanwhile.

/**
 * @template T
 * @param {HTMLDialogElement} dialog shown, and busy until it is filled; closed again when what fills it does not come
 * @param {() => Promise<T>} fill
 * @returns {Promise<T>}
 */
export async function shownAtOnce(dialog, fill) {
  for (const button of dialog.querySelectorAll("[data-act=close]")) /** @type {HTMLElement} */ (button).onclick = () => dialog.close();
  dialog.ariaBusy = "true";
  if (!dialog.open) dialog.showModal();
  try {
    return await fill();
  } catch (error) {
    dialog.close();
    throw error;
  } finally {
    dialog.ariaBusy = "false";
  }
}
