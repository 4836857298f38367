// A row of buttons is one stop on the way of the Tab key: inside it the arrows lead on, Home and End to its ends.

/** @param {HTMLElement} host in which such rows come and go */
export function leadToolbars(host) {
  host.addEventListener("keydown", onKey);
  host.addEventListener("focusin", ({ target }) => stopAt(target));
  host.addEventListener("focusout", ({ target, relatedTarget }) => {
    const bar = toolbarOf(target);
    // Whoever comes back finds the first button: the one that was left may be disabled by then.
    if (bar && toolbarOf(relatedTarget) !== bar) stopAt(buttonsOf(bar)[0]);
  });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const bar = toolbarOf(event.target);
  if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = buttonsOf(bar);
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const places = /** @type {Record<string, number>} */ ({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 });
  const place = places[event.key];
  if (place === undefined) return;
  event.preventDefault();
  buttons.at(place % buttons.length)?.focus();
}

/** @param {EventTarget | undefined | null} target the button that the Tab key stops at; the others of its row are passed */
function stopAt(target) {
  const bar = toolbarOf(target);
  for (const button of bar ? buttonsOf(bar) : []) button.tabIndex = button === target ? 0 : -1;
}

/** @param {EventTarget | undefined | null} target */
function toolbarOf(target) {
  return target instanceof Element ? target.closest("[role=toolbar]") : null;
}

/** @param {Element} bar */
function buttonsOf(bar) {
  return [...bar.querySelectorAll("button")].filter((button) => !button.disabled && button.checkVisibility());
}
