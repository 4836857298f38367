// What was deleted or archived can be taken back for some seconds, on this page or on the one that follows it.
import { ApiError, request } from "./api.js";
import { t } from "./messages.js";

/** @typedef {"deleted" | "archived"} Kind */

const KEPT = "kipux:undo";
/** Milliseconds; the server goes on for longer than this is offered. */
const OFFERED = 12_000;
const ways = {
  deleted: (/** @type {string} */ id) => request("POST", `/api/conversations/${id}/restore`),
  archived: (/** @type {string} */ id) => request("PATCH", `/api/conversations/${id}`, { archived: false }),
};
/** @type {HTMLElement | null} */
let shown = null;

/**
 * Says what happened and offers to take it back; then `kipux:restored` tells the page of the conversation.
 * @param {Kind} kind
 * @param {string} id
 */
export function offerUndo(kind, id) {
  sessionStorage.setItem(KEPT, JSON.stringify({ kind, id, until: Date.now() + OFFERED }));
  resumeUndo();
}

/** Goes on offering what another page of this tab has begun to offer. */
export function resumeUndo() {
  /** @type {{ kind: Kind, id: string, until: number } | null} */
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const left = kept ? kept.until - Date.now() : 0;
  if (!kept || left <= 0) return forget();
  show(t(`undo.${kept.kind}`), () => undo(kept.kind, kept.id), left);
}

/**
 * @param {Kind} kind
 * @param {string} id
 */
async function undo(kind, id) {
  forget();
  try {
    document.dispatchEvent(new CustomEvent("kipux:restored", { detail: await ways[kind](id) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { told } = await import("./dialogs.js");
    await told(error.message);
  }
}

/**
 * @param {string} text
 * @param {() => void} onUndo
 * @param {number} ms
 */
function show(text, onUndo, ms) {
  shown?.remove();
  const toast = (shown = document.createElement("div"));
  Object.assign(toast, { className: "toast", popover: "manual" });
  toast.setAttribute("role", "status");
  document.body.append(toast);
  // From where the keyboard is, the next stop is the toast.
  toast.showPopover({ source: /** @type {HTMLElement} */ (document.activeElement ?? document.body) });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: t("undo.act") });
  button.addEventListener("click", onUndo);
  // A screen reader says what comes into a region that is there already.
  requestAnimationFrame(() => toast.append(Object.assign(document.createElement("span"), { textContent: text }), button));
  const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast === shown && forget()), ms);
  wait();
}

function forget() {
  sessionStorage.removeItem(KEPT);
  shown?.remove();
  shown = null;
}
