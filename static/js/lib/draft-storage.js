// Where drafts are kept, and whose they are: for good on this device, or, in a temporary chat, no longer than this tab and that chat
// are there.
import { Drafts } from "../models/drafts.js";

const PERSON = "kipux.person";
const MARK = "kipux.temporary";
const DRAFT = "kipux.draft.";

/** @returns {Storage} that of the page that is shown; the page for no connection has no chat, and goes by what the one before it left */
export function draftStorage() {
  const app = document.querySelector("chat-app");
  const isTemporary = app instanceof HTMLElement ? app.dataset.temporary === "true" : sessionStorage.getItem(MARK) === location.pathname;
  return isTemporary ? sessionStorage : localStorage;
}

/** @param {Storage} [storage] that of the page that is shown, unless another one is named */
export function draftsOf(storage = draftStorage()) {
  return new Drafts(storage, person());
}

/** Has the page for no connection, which knows nobody, show this person's drafts until they sign out. */
export function rememberPerson() {
  localStorage.setItem(PERSON, person());
  document.querySelector("form[action='/logout']")?.addEventListener("submit", () => localStorage.removeItem(PERSON));
}

function person() {
  const app = document.querySelector("chat-app");
  return (app instanceof HTMLElement ? app.dataset.person : localStorage.getItem(PERSON)) ?? "";
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
  const [there, here] = [draftsOf(from), draftsOf(to)];
  for (const name of ["new", "queued.new"]) {
    const text = there.of(name);
    there.keep(name, "");
    if (text) here.keep(name, text);
  }
}
