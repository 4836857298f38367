// The budget of the person's key, as its gateway tells it, in the person's menu; nothing is shown where nobody tells of one.
import { formats } from "../models/formats.js";
import { ApiError, request } from "./api.js";
import { locale, t } from "./messages.js";

/** @typedef {{ spent: string, limit: string, resets_at: string | null, tone: "fine" | "near" | "used_up", shared: boolean }} Budget */

const format = formats(locale);

/** Asks our server, which asks the gateway at most now and then. */
export async function refreshBudget() {
  try {
    /** @type {{ budget: Budget | null }} */
    const { budget } = await request("GET", "/api/me/budget");
    draw(budget);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // else it stays as it was: the next look asks again
  }
}

/** @param {Budget | null} budget */
function draw(budget) {
  const facts = part(".budget");
  const warning = part(".person-budget");
  facts.hidden = !budget;
  warning.hidden = !budget || budget.tone === "fine";
  if (!budget) return;
  facts.dataset.tone = warning.dataset.tone = budget.tone;
  const amount = t("budget.amount", { spent: format.money(budget.spent), limit: format.money(budget.limit) });
  part(".budget-title").textContent = budget.shared ? t("budget.of_all") : t("budget.own");
  part(".budget-amount").textContent = amount;
  const percent = budget.tone === "used_up" ? 100 : (100 * Number(budget.spent)) / Number(budget.limit);
  part(".budget-full").setAttribute("width", String(percent));
  part(".budget-used-up").hidden = budget.tone !== "used_up";
  const when = part(".budget-resets");
  when.hidden = !budget.resets_at;
  if (budget.resets_at) when.textContent = t("budget.resets", { when: format.minute(budget.resets_at) });
  warning.textContent = t("budget.short", { percent: Math.floor(percent) });
}

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}
