// What stands behind a number or a chip, said beside it while one points at it or has the keyboard on it.

/** @param {HTMLElement} host of things with a `data-tip` */
export function listenForTips(host) {
  const tip = /** @type {HTMLElement} */ (document.getElementById("tip"));
  /** @type {Element | null} what it stands beside */
  let owner = null;
  const hide = () => tip.matches(":popover-open") && tip.hidePopover();
  // What has the keyboard keeps its tip, also when the page moves away under a pointer that lies somewhere.
  const leave = () => owner?.matches(":focus-visible") || hide();
  const show = (/** @type {Event} */ { target }) => {
    const of = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-tip]"));
    if (!of) return;
    hide();
    owner = of;
    const [title = "", ...rest] = (of.dataset.tip ?? "").split("\n");
    tip.replaceChildren(Object.assign(document.createElement("b"), { textContent: title }), `\n${rest.join("\n")}`);
    tip.showPopover({ source: of });
  };
  host.addEventListener("pointerover", (event) => event.pointerType === "mouse" && show(event));
  host.addEventListener("pointerout", ({ relatedTarget }) => relatedTarget !== tip && leave());
  tip.addEventListener("pointerleave", leave);
  host.addEventListener("focusin", (event) => /** @type {Element} */ (event.target).matches(":focus-visible") && show(event));
  host.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !tip.matches(":popover-open")) return;
    event.preventDefault(); // it closes this, and stops no reply
    hide();
  }, { capture: true });
}
