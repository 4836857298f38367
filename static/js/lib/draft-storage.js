// Where drafts are kept: for good on this device, or, in a temporary chat, no longer than this tab and that chat are there.

const MARK = "kipux.temporary";
const DRAFT = "kipux.draft.";

/** @returns {Storage} that of the page that is shown; the page for no connection has no chat, and goes by what the one before it left */
export function draftStorage() {
  const app = document.querySelector("chat-app");
  const isTemporary = app instanceof HTMLElement ? app.dataset.temporary === "true" : sessionStorage.getItem(MARK) === location.pathname;
  return isTemporary ? sessionStorage : localStorage;
}

/** Has the page for no connection know that what is here is temporary. */
export function markTemporary() {
  sessionStorage.setItem(MARK, location.pathname);
}

/** Forgets what was typed in a temporary chat. @param {string} [but] the path of one that is still there */
export function forgetTemporary(but) {
  if (sessionStorage.getItem(MARK) === (but ?? null)) return;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
  sessionStorage.removeItem(MARK);
}

/**
 * @param {Storage} from
 * @param {Storage} to takes what was typed into a new chat
 */
export function moveDrafts(from, to) {
  for (const key of [`${DRAFT}new`, `${DRAFT}queued.new`]) {
    const text = from.getItem(key);
    from.removeItem(key);
    if (text) to.setItem(key, text);
  }
}
