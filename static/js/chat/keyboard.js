// What keys do on the chat page.
import { listenForShortcuts } from "../lib/shortcuts.js";
import { openSearch, showShortcuts } from "./openers.js";

/**
 * @param {import("./page.js").ChatPage} page
 * @param {import("./sending.js").Sending} sending
 */
export function listenForKeys(page, sending) {
  listenForShortcuts({
    search: () => openSearch(page),
    new_chat: () => location.assign("/chat"),
    composer: () => page.composer.querySelector("textarea")?.focus(),
    copy_reply: () => press(page, "chat-message.reply:not([data-status=writing]) [data-act=copy]"),
    copy_code: () => press(page, ".code-copy"),
    help: showShortcuts,
  });
  document.addEventListener("keydown", (event) => {
    const isOurs = event.key === "Escape" && !event.defaultPrevented;
    if (isOurs && !document.querySelector("dialog[open], :popover-open:not(.toast), .swal2-shown")) sending.stop();
  });
}

/**
 * @param {import("./page.js").ChatPage} page
 * @param {string} selector of buttons in the transcript: the last one is pressed
 */
function press(page, selector) {
  const button = [...page.transcript.querySelectorAll(selector)].at(-1);
  if (button instanceof HTMLElement) button.click();
}
