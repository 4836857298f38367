// What was spent, brought up to date on the page as replies end.
import { formats } from "../models/formats.js";
import { ApiError, request } from "./api.js";
import { locale, t } from "./messages.js";

/** @typedef {{ cost: string, unknown_replies: number }} Spent */

const format = formats(locale);

/** @param {string} conversation its id */
export async function refreshSpending(conversation) {
  try {
    /** @type {{ month: Spent, conversation: Spent }} */
    const spent = await request("GET", `/api/me/spending?conversation=${conversation}`);
    drawMonth(spoken(spent.month));
    drawConversation(spoken(spent.conversation));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // else the sums stay as they were: the next reply's end asks again
  }
}

/**
 * The same words as the server's: nothing that is unknown is left out.
 * @param {Spent} spent
 */
function spoken({ cost, unknown_replies: n }) {
  if (!Number(cost) && !n) return { short: "", whole: "" };
  const amount = format.money(cost);
  if (!n) return { short: amount, whole: amount };
  const unknown = t("spent.unknown", { n });
  if (!Number(cost)) return { short: t("spent.cost_unknown"), whole: unknown };
  return { short: t("spent.at_least", { amount }), whole: `${amount} + ${unknown}` };
}

/** @param {{ short: string, whole: string }} said */
function drawMonth({ short, whole }) {
  put(".month-spent", whole || t("spent.nothing"));
  put(".person-spent", t("spent.month", { amount: short })).hidden = !short;
  /** @type {HTMLElement} */ (document.querySelector(".person-email")).hidden = Boolean(short);
}

/** @param {{ short: string, whole: string }} said */
function drawConversation({ short, whole }) {
  put(".conversation-spent", whole || t("spent.nothing"));
  put(".chat-cost-amount", short);
  const cost = /** @type {HTMLElement} */ (document.querySelector(".chat-cost"));
  cost.hidden = !short;
  cost.title = t("spent.conversation", { amount: whole });
}

/**
 * @param {string} selector
 * @param {string} text
 */
function put(selector, text) {
  const element = /** @type {HTMLElement} */ (document.querySelector(selector));
  element.textContent = text;
  return element;
}
