// “Show JSON”: the provider's own answer, as it came.
import { ApiError } from "./api.js";
import { colour, copied } from "./markdown.js";
import { t } from "./messages.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<unknown>} read
 */
export async function writeRawAnswer(dialog, read) {
  const code = /** @type {HTMLElement} */ (dialog.querySelector("code"));
  const copy = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-act=copy]"));
  try {
    code.textContent = JSON.stringify(await read(), null, 2);
    await colour(code, "json");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    code.textContent = error.problem.status === 404 ? t("raw.none") : error.message;
  }
  copy.onclick = () => copied(copy, code.textContent ?? "");
}
