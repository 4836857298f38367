// What was deleted or archived can be taken back for some seconds, on this page or on the one that follows it.
import { ApiError, request } from "./api.js";
import { t } from "./messages.js";

/**
 * @typedef {"deleted" | "archived"} Kind
 * @typedef {{ kind: Kind, id: string, until: number, last: number }} Offer until then it is shown, and may be shown again, as `Date.now` has it
 */

const KEPT = "kipux:undo";
/** Milliseconds; the server goes on for longer than this is offered. */
const OFFERED = 12_000;
/** Milliseconds for which the server keeps what was deleted. */
const KEPT_THERE = 30_000;
const ways = {
  deleted: (/** @type {string} */ id) => request("POST", `/api/conversations/${id}/restore`),
  archived: (/** @type {string} */ id) => request("PATCH", `/api/conversations/${id}`, { archived: false }),
};
/** @type {HTMLElement | null} */
let shown = null;
/** Ids of what is being taken back. @type {Set<string>} */
const asking = new Set();

/**
 * Says what happened and offers to take it back; then `kipux:restored` tells the page of the conversation.
 * @param {Kind} kind
 * @param {string} id
 */
export function offerUndo(kind, id) {
  const now = Date.now();
  offer({ kind, id, until: now + OFFERED, last: now + KEPT_THERE });
}

/** Goes on offering what another page of this tab has begun to offer. */
export function resumeUndo() {
  const kept = lastMade();
  if (!kept || kept.until <= Date.now()) return forget();
  offer(kept);
}

/**
 * @param {Offer} made
 * @param {string} [text] why it is made again
 */
function offer(made, text = t(`undo.${made.kind}`)) {
  sessionStorage.setItem(KEPT, JSON.stringify(made));
  show(text, () => undo(made), made.until - Date.now());
}

/** @param {Offer} made stays until it is taken, or cannot be any more */
async function undo(made) {
  if (asking.has(made.id)) return;
  asking.add(made.id);
  try {
    const restored = await ways[made.kind](made.id);
    if (!isFollowed(made)) forget();
    document.dispatchEvent(new CustomEvent("kipux:restored", { detail: restored }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await takeRefusal(made, error);
  } finally {
    asking.delete(made.id);
  }
}

/**
 * @param {Offer} made
 * @param {ApiError} refusal
 */
async function takeRefusal(made, refusal) {
  const now = Date.now();
  if (!isFollowed(made)) {
    if (refusal.problem.status !== 404 && now < made.last) return offer({ ...made, until: Math.min(now + OFFERED, made.last) }, refusal.message);
    forget();
  }
  const { told } = await import("./dialogs.js");
  await told(refusal.message);
}

/** @returns {Offer | null} */
function lastMade() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
}

/** Whether another offer has taken its place meanwhile. @param {Offer} made */
function isFollowed({ id }) {
  return (lastMade()?.id ?? id) !== id;
}

/**
 * @param {string} text
 * @param {() => void} onUndo
 * @param {number} ms
 */
function show(text, onUndo, ms) {
  const hadKeyboard = shown?.contains(document.activeElement);
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
  requestAnimationFrame(() => {
    toast.append(Object.assign(document.createElement("span"), { textContent: text }), button);
    if (hadKeyboard) button.focus();
  });
  const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast === shown && forget()), ms);
  wait();
}

function forget() {
  sessionStorage.removeItem(KEPT);
  shown?.remove();
  shown = null;
}
