// The sources of a reply: chips under it, and the numbers in its text that lead to them. All text of a source is a stranger's.
import { webAddress } from "../models/web-address.js";
import { formats } from "../models/formats.js";
import { icon } from "./icons.js";
import { locale, t } from "./messages.js";

/** @typedef {import("../models/reply.js").Source} Source */

const format = formats(locale);
/** Chips that are seen before one asks for the others. */
const SHOWN = 5;

/**
 * @param {HTMLElement} box what the page has for them
 * @param {readonly Source[]} sources
 */
export function drawSources(box, sources) {
  box.hidden = !sources.length;
  const more = sources.length > SHOWN && !box.classList.contains("is-unfolded") ? [rest(box, sources.length - SHOWN)] : [];
  /** @type {HTMLElement} */ (box.querySelector(".source-list")).replaceChildren(...sources.map(chip), ...more);
}

/**
 * Makes a link of a number in the text, once there is a source of that number.
 * @param {Element} place
 * @param {readonly Source[]} sources
 */
export function cited(place, sources) {
  const n = Number(/\d+/.exec(place.textContent ?? "")?.[0]);
  const source = sources.find((it) => it.n === n);
  if (!source) return;
  const link = linkTo(source);
  link.setAttribute("aria-label", t("source.cited", { number: n, site: source.site, title: source.title }));
  link.append(bracket("["), String(n), bracket("]"));
  place.classList.add("is-known");
  place.replaceChildren(link);
}

/** What is known of a source, in a line. @param {Source} source */
export function factsOf({ site, published_on: published, read_at: read }) {
  const facts = [site, published && t("source.published", { day: format.day(published) }), read && t("source.read", { moment: format.minute(read) })];
  return facts.filter(Boolean).join(" · ");
}

/** @param {Source} source @returns {HTMLAnchorElement} without words; one that leads nowhere when its address is not of the web */
export function linkTo(source) {
  const link = document.createElement("a");
  const address = webAddress(source.url);
  if (address) Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer", referrerPolicy: "no-referrer" });
  link.dataset.tip = `${source.title}\n${factsOf(source)}`;
  return link;
}

/** @param {Source} source */
function chip(source) {
  const item = Object.assign(document.createElement("li"), { className: "source" });
  const link = linkTo(source);
  link.className = "source-link";
  link.append(words("source-n", String(source.n)), words("source-site", source.site), words("source-title", source.title));
  const read = document.createElement("button");
  Object.assign(read, { type: "button", className: "ghost source-read", title: t("source.passages") });
  read.setAttribute("aria-label", t("source.passages_of", { number: source.n, site: source.site }));
  Object.assign(read.dataset, { act: "passages", n: String(source.n) });
  read.append(icon("file"));
  item.append(link, read);
  return item;
}

/**
 * @param {HTMLElement} box
 * @param {number} n chips that are not seen
 */
function rest(box, n) {
  const item = Object.assign(document.createElement("li"), { className: "source-rest" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "source-more", textContent: `+${n}` });
  button.setAttribute("aria-label", t("source.more", { n }));
  button.addEventListener("click", () => {
    box.classList.add("is-unfolded");
    item.remove();
    const next = box.querySelectorAll(".source-link")[SHOWN];
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  });
  item.append(button);
  return item;
}

/** What is there for who copies, and takes no place. @param {string} text */
function bracket(text) {
  return words("bracket", text);
}

/**
 * @param {string} className
 * @param {string} textContent
 */
function words(className, textContent) {
  return Object.assign(document.createElement("span"), { className, textContent });
}
