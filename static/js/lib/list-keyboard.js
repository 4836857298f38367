// A combobox over a list of choices: the arrows move, Enter chooses, and the keyboard never leaves the input.

/** How far a key that pages goes. */
const PAGE = 5;

export class ListKeyboard {
  #input;
  #list;
  #acts;
  #active = 0;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list its children are the choices, each with an id
   * @param {{ mark: (option: Element, isActive: boolean) => void, choose: (place: number) => void, moved?: () => void }} acts
   */
  constructor(input, list, acts) {
    this.#input = input;
    this.#list = list;
    this.#acts = acts;
    input.addEventListener("keydown", (event) => this.#onKey(event));
    // A press on the list does not take the keyboard away from the input.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** The place of the choice that Enter takes. */
  get active() {
    return this.#active;
  }

  /** @param {number} place wraps round at both ends */
  activate(place) {
    const options = [...this.#list.children];
    if (!options.length) return this.#input.removeAttribute("aria-activedescendant");
    this.#active = (place + options.length) % options.length;
    options.forEach((option, at) => this.#acts.mark(option, at === this.#active));
    const active = /** @type {Element} */ (options[this.#active]);
    this.#input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
    this.#acts.moved?.();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE });
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.activate(this.#active + step);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.#acts.choose(this.#active);
    }
  }
}
