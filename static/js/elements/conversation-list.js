// The conversations, as knots on a cord: grouped by day, more of them as one scrolls, renamed in place.
import { ApiError, request } from "../lib/api.js";
import { t } from "../lib/messages.js";
import { writtenAnew } from "../lib/rename.js";
import { GROUPS, groupOf } from "../models/conversation-groups.js";

/** @typedef {{ id: string, title: string, active_at: string, pinned?: boolean }} Conversation */

const MORE = 30;
/** Milliseconds until what did not come is asked for again. */
const AGAIN = 3_000;

export class ConversationList extends HTMLElement {
  /** Ids of those that this page deletes: only its own undoing brings them back. @type {Set<string>} */
  #deleted = new Set();
  /** Ids of those that were deleted elsewhere, until they are told of again. @type {Set<string>} */
  #lost = new Set();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event));
    this.#regroup();
    this.dataset.ready = "";
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    this.#watchForMore();
    document.addEventListener("kipux:restored", (event) => this.#put(/** @type {CustomEvent} */ (event).detail).querySelector("a")?.focus());
    if (sessionStorage.getItem("kipux:undo")) import("../lib/undo.js").then(({ resumeUndo }) => resumeUndo());
  }

  /** @param {Conversation} conversation a new one, which is now the current one */
  add(conversation) {
    for (const link of this.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    this.#put(conversation).querySelector("a")?.setAttribute("aria-current", "page");
  }

  /**
   * Takes over what was changed elsewhere.
   * @param {Conversation[]} told
   * @param {boolean} isAll whether there are no others: what is not among them is gone
   */
  learn(told, isAll) {
    if (this.#isRenaming) return;
    for (const conversation of told.filter(({ id }) => !this.#deleted.has(id))) {
      this.#lost.delete(conversation.id);
      const knot = this.#knot(conversation.id) ?? this.#made(conversation);
      knot.dataset.active = conversation.active_at;
      knot.toggleAttribute("data-pinned", Boolean(conversation.pinned));
      if (!knot.isConnected) this.#all.append(knot);
      this.rename(conversation.id, conversation.title);
    }
    if (isAll) this.#forgetOthers(new Set(told.map(({ id }) => id)));
    this.#regroup();
  }

  /** @param {string} id of one that was deleted, here or elsewhere */
  lose(id) {
    this.#lost.add(id);
    this.#knot(id)?.remove();
    this.#regroup();
  }

  /** @param {string} id of one about which nothing can be asked: it is deleted, or about to be */
  isGone(id) {
    return this.#deleted.has(id) || this.#lost.has(id);
  }

  /** @param {Set<string>} known */
  #forgetOthers(known) {
    for (const knot of this.querySelectorAll("li[data-id]:not(:has([aria-current]))")) {
      if (!known.has(/** @type {HTMLElement} */ (knot).dataset.id ?? "")) knot.remove();
    }
  }

  /** @param {Conversation} conversation */
  #put(conversation) {
    for (const gone of [this.#deleted, this.#lost]) gone.delete(conversation.id);
    this.#knot(conversation.id)?.remove();
    const knot = this.#made(conversation);
    this.#all.prepend(knot);
    this.#regroup();
    return knot;
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  rename(id, title) {
    const link = this.#knot(id)?.querySelector("a");
    if (link) link.textContent = link.title = title || t("conversations.untitled");
  }

  /** @param {string} id of the conversation in which something has just happened */
  touch(id) {
    const knot = this.#knot(id);
    if (!knot) return;
    knot.dataset.active = new Date().toISOString();
    this.#regroup();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest(".knot-more");
    if (opener instanceof HTMLElement) this.#openMenu(opener);
    if (target.closest("a[data-act]")) this.#menu.hidePopover();
    const act = target.closest("button[data-act]");
    if (!(act instanceof HTMLElement)) return;
    const knot = this.#knot(this.#menu.dataset.conversation ?? "");
    this.#menu.hidePopover();
    if (!knot) return;
    if (act.dataset.act === "rename") this.#edit(knot);
    if (act.dataset.act === "pin" || act.dataset.act === "unpin") this.#pin(knot, act.dataset.act === "pin");
    if (act.dataset.act === "archive") this.#archive(knot);
    if (act.dataset.act === "delete") this.#delete(knot);
  }

  /** @param {HTMLElement} opener */
  #openMenu(opener) {
    const id = opener.closest("li")?.dataset.id ?? "";
    this.#menu.dataset.conversation = id;
    const isPinned = "pinned" in (this.#knot(id)?.dataset ?? {});
    for (const [act, hidden] of Object.entries({ pin: isPinned, unpin: !isPinned })) {
      /** @type {HTMLElement} */ (this.#menu.querySelector(`[data-act=${act}]`)).hidden = hidden;
    }
    for (const act of ["markdown", "export"]) {
      /** @type {HTMLAnchorElement} */ (this.#menu.querySelector(`[data-act=${act}]`)).href = `/api/conversations/${id}/${act}`;
    }
    this.#menu.showPopover({ source: opener });
    this.#menu.querySelector("button")?.focus();
  }

  /** @param {HTMLElement} knot */
  async #edit(knot) {
    const link = /** @type {HTMLAnchorElement} */ (knot.querySelector("a"));
    const before = link.textContent ?? "";
    const title = await writtenAnew(link, link);
    this.#regroup();
    if (title) await this.rewrite(knot.dataset.id ?? "", title, before);
  }

  /**
   * Gives a conversation another title, here and on the server.
   * @param {string} id
   * @param {string} title
   * @param {string} before comes back when the server refuses the other one
   */
  async rewrite(id, title, before) {
    const tell = (/** @type {string} */ name) => this.dispatchEvent(new CustomEvent("kipux:renamed", { bubbles: true, detail: { id, title: name } }));
    tell(title);
    try {
      await request("PATCH", `/api/conversations/${id}`, { title });
      tell(title); // an answer that came meanwhile may have told the one before
      this.#tellOfChange();
    } catch (error) {
      tell(before);
      await this.#say(error);
    }
  }

  /** @param {HTMLElement} knot */
  async #delete(knot) {
    const sidebar = document.getElementById("sidebar");
    if (sidebar?.matches(":popover-open")) sidebar.hidePopover();
    const { confirmed } = await import("../lib/dialogs.js");
    const title = knot.querySelector("a")?.textContent ?? "";
    if (!(await confirmed({ title: t("delete.title"), text: t("delete.text", { title }), confirm: t("delete.confirm") }))) return;
    const id = knot.dataset.id ?? "";
    this.#deleted.add(id); // before it is: whoever looks meanwhile would find nothing
    if (await this.#done("DELETE", knot)) await this.#leave(knot, "deleted");
    else this.#deleted.delete(id);
  }

  /**
   * @param {HTMLElement} knot
   * @param {boolean} pinned
   */
  async #pin(knot, pinned) {
    if (!(await this.#done("PATCH", knot, { pinned }))) return;
    knot.toggleAttribute("data-pinned", pinned);
    this.#regroup();
    knot.querySelector("a")?.focus();
  }

  /** @param {HTMLElement} knot */
  async #archive(knot) {
    if (await this.#done("PATCH", knot, { archived: true })) await this.#leave(knot, "archived");
  }

  /**
   * Takes it from the list; whoever was on it stands on its neighbour then.
   * @param {HTMLElement} knot
   * @param {import("../lib/undo.js").Kind} kind
   */
  async #leave(knot, kind) {
    const knots = [...this.querySelectorAll("li[data-id]")];
    const at = knots.indexOf(knot);
    const neighbour = knots[at + 1] ?? knots[at - 1];
    const { offerUndo } = await import("../lib/undo.js");
    knot.remove();
    this.#regroup();
    const onPhone = document.querySelector("[popovertarget=sidebar]:not([popovertargetaction])"); // where the list is closed by now
    for (const place of [onPhone, neighbour?.querySelector("a") ?? document.querySelector(".new-chat")]) /** @type {HTMLElement | null} */ (place)?.focus();
    offerUndo(kind, knot.dataset.id ?? "");
    this.dispatchEvent(new CustomEvent("kipux:gone", { bubbles: true, detail: { id: knot.dataset.id } }));
  }

  /**
   * @param {string} method
   * @param {HTMLElement} knot
   * @param {object} [change]
   * @returns {Promise<boolean>} whether the server did it; if not, the person has been told why
   */
  async #done(method, knot, change) {
    try {
      await request(method, `/api/conversations/${knot.dataset.id}`, change);
      this.#tellOfChange(method === "DELETE" ? knot.dataset.id : undefined);
      return true;
    } catch (error) {
      await this.#say(error);
      return false;
    }
  }

  /** The server has it: other tabs may look. @param {string} [gone] the id of what was deleted */
  #tellOfChange(gone) {
    this.dispatchEvent(new CustomEvent("kipux:changed", { bubbles: true, detail: { gone } }));
  }

  /** @param {unknown} error */
  async #say(error) {
    if (!(error instanceof ApiError)) throw error;
    const { told } = await import("../lib/dialogs.js");
    await told(error.message);
  }

  /** Puts each knot under the heading of its day, and leaves the keyboard where it is. A name that is being written waits for nobody. */
  #regroup() {
    if (this.#isRenaming) return;
    const focused = this.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    const now = new Date();
    const knots = [...this.querySelectorAll("li[data-id]")].filter((knot) => knot instanceof HTMLElement);
    knots.sort((a, b) => (b.dataset.active ?? "").localeCompare(a.dataset.active ?? ""));
    const sections = GROUPS.map((group) => {
      const members = knots.filter((knot) => groupOf(hanging(knot), now) === group);
      return members.length ? [this.#section(group, members)] : [];
    });
    arrange(this.#all, sections.flat());
    /** @type {HTMLElement} */ (this.querySelector(".no-knots")).hidden = knots.length > 0;
    if (focused !== document.activeElement) focused?.focus({ preventScroll: true });
  }

  /**
   * @param {string} group
   * @param {HTMLElement[]} members
   */
  #section(group, members) {
    const list = this.#all.querySelector(`.cord.is-${group}`) ?? Object.assign(document.createElement("ol"), { className: `cord is-${group}` });
    arrange(list, members);
    if (list.parentElement) return list.parentElement;
    const section = document.createElement("section");
    section.append(Object.assign(document.createElement("h2"), { textContent: t(`conversations.${group}`) }), list);
    return section;
  }

  /** Whether a name is being written: what stands there must not be moved. */
  get #isRenaming() {
    return Boolean(this.querySelector(".knot-name"));
  }

  #watchForMore() {
    const end = this.querySelector(".more-knots");
    if (!(end instanceof HTMLElement)) return;
    const watcher = new IntersectionObserver(async (seen) => {
      if (!seen.at(-1)?.isIntersecting) return; // several may be told at once: the last is how it is now
      watcher.disconnect();
      this.ariaBusy = "true";
      /** @type {{ items: Conversation[], next: string | null } | null} */
      const page = await request("GET", `/api/conversations?pinned=false&limit=${MORE}&after=${encodeURIComponent(end.dataset.after ?? "")}`).catch(() => null);
      this.ariaBusy = "false";
      if (!page) return void setTimeout(() => this.#watchForMore(), AGAIN);
      this.#all.append(...page.items.filter(({ id }) => !this.#knot(id)).map((conversation) => this.#made(conversation)));
      this.#regroup();
      if (page.next) end.dataset.after = page.next;
      else end.remove();
      this.#watchForMore();
    });
    watcher.observe(end);
  }

  /** @param {Conversation} conversation */
  #made({ id, title, active_at: active, pinned }) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("knot"));
    const knot = /** @type {HTMLLIElement} */ (document.importNode(template.content, true).firstElementChild);
    const link = /** @type {HTMLAnchorElement} */ (knot.querySelector("a"));
    const more = /** @type {HTMLElement} */ (knot.querySelector("button"));
    Object.assign(knot.dataset, { id, active, ...(pinned && { pinned: "" }) });
    link.id = `knot-${id}`;
    more.id = `more-${id}`;
    more.setAttribute("aria-labelledby", `${more.id} ${link.id}`);
    link.href = `/chat/${id}`;
    link.textContent = link.title = title || t("conversations.untitled");
    return knot;
  }

  /**
   * @param {string} id
   * @returns {HTMLElement | null}
   */
  #knot(id) {
    return this.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  }

  get #all() {
    return /** @type {HTMLElement} */ (this.querySelector(".knots-all"));
  }

  get #menu() {
    return /** @type {HTMLElement} */ (document.getElementById("knot-menu"));
  }
}

/**
 * Has an element hold these and no others, in this order. Those that stand right already are not touched.
 * @param {Element} holder
 * @param {HTMLElement[]} held
 */
function arrange(holder, held) {
  const wanted = new Set(held);
  for (const child of [...holder.children]) if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  let place = holder.firstElementChild;
  for (const element of held) {
    if (element === place) place = place.nextElementSibling;
    else holder.insertBefore(element, place);
  }
}

/** @param {HTMLElement} knot */
function hanging(knot) {
  return { pinned: "pinned" in knot.dataset, activeAt: new Date(knot.dataset.active ?? 0) };
}

customElements.define("conversation-list", ConversationList);
