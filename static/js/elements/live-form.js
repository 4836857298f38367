// A form that says what is wrong beside the field, at once; the server says it again.
import { t } from "../lib/messages.js";
import { icon } from "../lib/icons.js";

class LiveForm extends HTMLElement {
  /** @type {WeakSet<EventTarget>} fields that the person has typed in: what the server said of the others stands */
  #edited = new WeakSet();

  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    form.noValidate = true;
    form.addEventListener("focusout", (event) => this.#onLeave(event));
    form.addEventListener("input", (event) => this.#onInput(event));
    form.addEventListener("submit", (event) => this.#onSubmit(event, form));
    for (const box of form.querySelectorAll("input[type=password]")) revealable(/** @type {HTMLInputElement} */ (box));
    addEventListener("pageshow", () => this.#busy(form, false));
    /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"))?.focus();
  }

  /** @param {FocusEvent} event a field that was left empty says nothing yet: one may come back to it */
  #onLeave(event) {
    const box = event.target;
    if (box instanceof HTMLInputElement && (box.value || box.validity.badInput) && this.#edited.has(box)) judge(box);
  }

  /** @param {Event} event a field that was wrong is told right as soon as it is */
  #onInput(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !event.isTrusted) return; // a script only formats what is there
    this.#edited.add(box);
    if (box.getAttribute("aria-invalid") === "true" && !fault(box)) say(box, "");
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  #onSubmit(event, form) {
    const boxes = [...form.elements].filter((box) => box instanceof HTMLInputElement && box.type !== "hidden");
    const wrong = boxes.filter((box) => !judge(/** @type {HTMLInputElement} */ (box)));
    if (wrong.length) {
      event.preventDefault();
      /** @type {HTMLInputElement} */ (wrong[0]).focus();
    } else this.#busy(form, true);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {boolean} isBusy
   */
  #busy(form, isBusy) {
    const button = /** @type {HTMLButtonElement} */ (form.querySelector(".btn-primary"));
    button.disabled = isBusy;
    button.classList.toggle("is-busy", isBusy);
  }
}

/**
 * @param {HTMLInputElement} box
 * @returns {boolean} whether it may be sent; if not, it says why
 */
function judge(box) {
  const why = fault(box);
  say(box, why);
  return !why;
}

/**
 * @param {HTMLInputElement} box
 * @returns {string} what is wrong; empty when nothing is
 */
function fault(box) {
  const { validity } = box;
  if (validity.customError) return box.validationMessage;
  if (validity.valueMissing || (box.required && !box.value.trim())) return t("invalid.required");
  if (validity.typeMismatch || (box.type === "email" && !/@.+\../.test(box.value))) return t("invalid.email");
  if (validity.badInput || validity.rangeUnderflow || validity.rangeOverflow || validity.stepMismatch) return t("invalid.out_of_range");
  if (validity.tooShort || (box.minLength > 0 && [...box.value].length < box.minLength)) return t("invalid.password_short");
  return "";
}

/**
 * @param {HTMLInputElement} box
 * @param {string} why
 */
function say(box, why) {
  const note = document.getElementById(`${box.id}-note`);
  if (!note) return;
  box.setAttribute("aria-invalid", String(Boolean(why)));
  box.classList.toggle("is-invalid", Boolean(why));
  note.classList.toggle("is-error", Boolean(why));
  note.textContent = why || (note.dataset.hint ?? "");
}

/** @param {HTMLInputElement} box gets a button that shows what is typed */
function revealable(box) {
  const frame = Object.assign(document.createElement("div"), { className: "reveal" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "ghost" });
  const settle = () => {
    const isShown = box.type === "text";
    button.setAttribute("aria-pressed", String(isShown));
    button.setAttribute("aria-label", t(isShown ? "password.hide" : "password.show"));
  };
  button.append(icon("eye"));
  button.addEventListener("click", () => {
    box.type = box.type === "text" ? "password" : "text";
    settle();
  });
  box.form?.addEventListener("submit", () => (box.type = "password"));
  const hadFocus = document.activeElement === box;
  box.before(frame);
  frame.append(box, button);
  if (hadFocus) box.focus();
  settle();
}

customElements.define("live-form", LiveForm);
