// What a reply did beside writing, a quiet line each. Everything said in them may come from strangers: it is only ever text.
import { icon } from "./icons.js";
import { t } from "./messages.js";

/** @typedef {import("../models/reply.js").Step} Step */
/** @typedef {import("../models/reply.js").Source} Source */

/**
 * @param {HTMLDetailsElement} fold what the page has for them
 * @param {readonly Step[]} steps
 * @param {{ isWriting: boolean, sources: readonly Source[] }} reply
 */
export function drawSteps(fold, steps, { isWriting, sources }) {
  const isFolded = steps.length > 1 && !isWriting;
  const wasFolded = fold.classList.contains("is-folded");
  fold.hidden = !steps.length;
  fold.classList.toggle("is-folded", isFolded);
  if (!isFolded) fold.open = true;
  else if (!wasFolded) fold.open = false;
  /** @type {HTMLElement} */ (fold.querySelector(".steps-label")).textContent = sumOf(steps, sources.length);
  const list = /** @type {HTMLElement} */ (fold.querySelector(".step-lines"));
  steps.forEach((step, at) => drawLine(list, at, step, found(step, sources)));
  while (list.children.length > steps.length) list.lastElementChild?.remove();
}

/**
 * What this step found, in words.
 * @param {Step} step
 * @param {readonly Source[]} sources
 */
function found({ sources: numbers = [] }, sources) {
  return sources.filter(({ n }) => numbers.includes(n)).map(({ n, site, title }) => `${n}. ${title} (${site})`);
}

/** What a screen reader hears of a step. @param {Step} step */
export function stepSaid({ label, facts, missing = [] }) {
  return [label, facts, ...missing].filter(Boolean).join(", ");
}

/**
 * @param {readonly Step[]} steps
 * @param {number} sources
 */
function sumOf(steps, sources) {
  const counted = t("steps.count", { n: steps.length });
  return sources ? `${counted} · ${t("steps.sources", { n: sources })}` : counted;
}

/**
 * A line that says what it said before is left alone: one may have unfolded it.
 * @param {HTMLElement} list
 * @param {number} at
 * @param {Step} step
 * @param {readonly string[]} finds
 */
function drawLine(list, at, step, finds) {
  const there = list.children[at];
  const said = JSON.stringify([step, finds]);
  if (there instanceof HTMLElement && there.dataset.said === said) return;
  const line = made(step, finds);
  line.dataset.said = said;
  if (there) there.replaceWith(line);
  else list.append(line);
}

/**
 * @param {Step} step
 * @param {readonly string[]} finds
 */
function made(step, finds) {
  const { status, missing = [] } = step;
  const line = Object.assign(document.createElement("li"), { className: `step-line is-${status}` });
  const inside = status === "failed" ? [] : [...finds, ...missing];
  const head = document.createElement(inside.length ? "summary" : "p");
  head.className = "step";
  head.append(icon(iconOf(step)), part("step-said", step.label));
  const facts = status === "failed" ? missing.join(" · ") : step.facts;
  if (facts) head.append(part("step-facts", facts));
  if (!inside.length) {
    line.append(head);
    return line;
  }
  head.append(icon("chevron"));
  const list = Object.assign(document.createElement("ul"), { className: "step-inside" });
  list.append(...inside.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const fold = document.createElement("details");
  fold.append(head, list);
  line.append(fold);
  return line;
}

/** @param {Step} step */
function iconOf({ name, status }) {
  if (status === "failed") return "alert";
  return { web_search: "search", read_page: "file" }[name] ?? "tool";
}

/**
 * @param {string} className
 * @param {string} textContent
 */
function part(className, textContent) {
  return Object.assign(document.createElement("span"), { className, textContent });
}
