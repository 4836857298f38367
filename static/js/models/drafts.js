// What has been typed and not sent, kept for each conversation on this device.

const PREFIX = "kipux.draft.";
const SENDING = "sending.";

export class Drafts {
  #storage;
  #prefix;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage one that throws (full, forbidden) is no reason to stop typing
   * @param {string} person the id of whoever types: nobody else who uses this browser is shown it
   */
  constructor(storage, person) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${person}.`;
  }

  /** @param {string} conversation its id, or `new` */
  of(conversation) {
    return this.#tried(() => this.#storage.getItem(this.#prefix + conversation)) ?? "";
  }

  /**
   * @param {string} conversation
   * @param {string} text nothing but blanks is no draft
   */
  keep(conversation, text) {
    this.#tried(() => (text.trim() ? this.#storage.setItem(this.#prefix + conversation, text) : this.#storage.removeItem(this.#prefix + conversation)));
  }

  /**
   * Keeps what is on its way to the server, until it is known to have arrived or not; another text takes its place.
   * @param {string} conversation its id, or `new`
   * @param {string} text nothing but blanks: nothing is on its way
   * @param {string} [parent] the id of the message that it follows; empty when it is the first
   */
  hold(conversation, text, parent = "") {
    this.keep(SENDING + conversation, text.trim() && `${parent}\n${text}`);
  }

  /**
   * What was on its way when nobody was left to wait for it; empty when nothing was.
   * @param {string} conversation its id, or `new`
   */
  held(conversation) {
    const [parent = "", ...lines] = this.of(SENDING + conversation).split("\n");
    return { parent, text: lines.join("\n") };
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
