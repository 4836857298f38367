// A name that is written anew where it stands: Enter keeps it, Esc does not.
import { t } from "./messages.js";

/**
 * @param {HTMLElement} shown gives its place to a box, and comes back
 * @param {HTMLElement} returns where the keyboard goes afterwards
 * @returns {Promise<string | null>} the new name; null when it is to stay as it was
 */
export function writtenAnew(shown, returns) {
  const box = document.createElement("input");
  const before = (shown.textContent ?? "").trim();
  Object.assign(box, { className: "knot-name", value: before, maxLength: 200, dir: "auto" });
  box.setAttribute("aria-label", t("conversations.new_name"));
  shown.hidden = true;
  shown.before(box);
  box.focus();
  box.select();
  return new Promise((resolve) => {
    const close = (/** @type {boolean} */ isKept) => {
      if (!shown.hidden) return;
      shown.hidden = false;
      const name = box.value.trim();
      box.remove();
      resolve(isKept && name && name !== before ? name : null);
    };
    box.addEventListener("blur", () => close(true));
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      close(event.key === "Enter");
      returns.focus();
    });
  });
}
