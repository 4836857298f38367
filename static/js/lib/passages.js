// What was read of a source, as it was read: asked for when somebody wants to see it. Plain text, whatever it holds.
import { ApiError, request } from "./api.js";
import { t } from "./messages.js";
import { factsOf, linkTo } from "./sources.js";

/** @typedef {{ source: import("../models/reply.js").Source, passages: string[] }} ReadSource */

/**
 * @param {string} message id of the reply
 * @param {import("../models/reply.js").Source} source
 */
export async function showPassages(message, source) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("passages"));
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`.${name}`));
  const title = linkTo(source);
  title.append(source.title || source.url);
  title.removeAttribute("data-tip");
  part("passages-title").replaceChildren(title);
  part("passages-facts").textContent = factsOf(source);
  part("passages-read").replaceChildren();
  part("passages-note").textContent = "";
  dialog.ariaBusy = "true";
  const left = new AbortController();
  dialog.addEventListener("close", () => left.abort(), { once: true });
  dialog.showModal();
  part("passages-body").focus(); // to be read on with the keys
  try {
    /** @type {{ items: ReadSource[] }} */
    const { items } = await request("GET", `/api/messages/${message}/sources`, undefined, left.signal);
    const passages = items.find((it) => it.source.n === source.n)?.passages ?? [];
    part("passages-read").replaceChildren(...passages.map(drawnPassage));
    if (!passages.length) part("passages-note").textContent = t("source.nothing_read");
  } catch (error) {
    if (left.signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    part("passages-note").textContent = error.message;
  } finally {
    if (!left.signal.aborted) dialog.ariaBusy = "false";
  }
}

/** @param {string} textContent */
function drawnPassage(textContent) {
  return Object.assign(document.createElement("blockquote"), { className: "passage", textContent });
}
