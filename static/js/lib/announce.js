// What a screen reader says that nothing on the page does: one thing after the other, each once.

/** More than this need not stay: they have been said. */
const KEPT = 12;

/** @param {string} text is said when the person has heard what is being said */
export function say(text) {
  tell("announcer", text);
}

/** @param {string} text is said at once */
export function warn(text) {
  tell("alarm", text);
}

/**
 * @param {string} id of a live region
 * @param {string} text
 */
function tell(id, text) {
  const region = document.getElementById(id);
  if (!region || !text) return;
  region.append(Object.assign(document.createElement("p"), { textContent: text }));
  while (region.children.length > KEPT) region.firstElementChild?.remove();
}
