// The keys that do something on the chat page: one list, which the page shows and which is listened to. No DOM.

/** @typedef {"search" | "new_chat" | "composer" | "copy_reply" | "copy_code" | "help"} Shortcut */
/** @typedef {{ key: string, shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean }} Pressed */

/** `mod` is Ctrl, and ⌘ on a Mac. A key without it counts only while nothing is being typed. */
export const KEYS = /** @type {const} */ ({
  search: "mod+k",
  new_chat: "mod+shift+o",
  composer: "/",
  copy_reply: "mod+shift+c",
  copy_code: "mod+shift+;",
  help: "?",
});
/** The same key with Shift, where a keyboard writes another character then. */
const SHIFTED = new Map([[":", ";"]]);

/**
 * @param {Pressed} pressed
 * @param {{ isMac: boolean, isTyping: boolean }} where
 * @returns {Shortcut | null}
 */
export function shortcutOf({ key, shiftKey, altKey, ctrlKey, metaKey }, { isMac, isTyping }) {
  const mod = isMac ? metaKey : ctrlKey;
  if (altKey || (isMac ? ctrlKey : metaKey) || (isTyping && !mod)) return null;
  const plain = key.toLowerCase();
  const pressed = mod ? `mod+${shiftKey ? "shift+" : ""}${SHIFTED.get(plain) ?? plain}` : plain;
  const found = Object.entries(KEYS).find(([, keys]) => keys === pressed);
  return found ? /** @type {Shortcut} */ (found[0]) : null;
}

/**
 * As keyboards have them printed on: “Ctrl ⇧ O”, “⌘ ⇧ O”.
 * @param {string} keys
 * @param {boolean} isMac
 */
export function printed(keys, isMac) {
  const names = { mod: isMac ? "⌘" : "Ctrl", shift: "⇧" };
  return keys
    .split("+")
    .map((key) => names[/** @type {keyof typeof names} */ (key)] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(" ");
}
