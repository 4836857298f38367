// What has been typed and not sent, kept for each conversation on this device.

const PREFIX = "kipux.draft.";

export class Drafts {
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage one that throws (full, forbidden) is no reason to stop typing */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {string} conversation its id, or `new` */
  of(conversation) {
    return this.#tried(() => this.#storage.getItem(PREFIX + conversation)) ?? "";
  }

  /**
   * @param {string} conversation
   * @param {string} text nothing but blanks is no draft
   */
  keep(conversation, text) {
    this.#tried(() => (text.trim() ? this.#storage.setItem(PREFIX + conversation, text) : this.#storage.removeItem(PREFIX + conversation)));
  }

  /**
   * @template T
   * @param {() => T} act
   */
  #tried(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }
}
