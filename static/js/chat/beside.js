// What is told beside the messages, and comes when there is something to tell: until then the page is lighter without.
import { request } from "../lib/api.js";

/** @typedef {import("./page.js").ChatPage} ChatPage */

/** Milliseconds from one question for a title that was not there with the reply's end to the next: a model has 30 s to give one. */
const LATE = [0, 1_000, 2_000, 4_000, 8_000, 16_000];

/** What the next message sends and costs. */
export function weigh() {
  import("../elements/context-gauge.js").catch(() => {}); // without a line: with the next letter that is typed
}

/**
 * What the model sees in place of the oldest messages.
 * @param {ChatPage} page
 */
export async function recall(page) {
  const { markSummaries } = await import("../elements/summary-mark.js");
  if (page.isGone) return;
  await markSummaries(page.conversation, page.part(".messages"));
}

/**
 * What the conversation and the month have cost.
 * @param {ChatPage} page
 */
export async function account(page) {
  const { refreshSpending } = await import("../lib/spending.js");
  if (page.isGone) return;
  await refreshSpending(page.conversation);
}

/** What the key may still spend. */
export async function learnBudget() {
  const { refreshBudget } = await import("../lib/budget.js");
  await refreshBudget();
}

/**
 * A title that came too late for the first reply's events is on the server.
 * @param {ChatPage} page
 */
export async function learnTitle(page) {
  if (!page.isTitled) return;
  const before = document.title;
  for (const pause of LATE) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (page.isGone) return;
    /** @type {import("./page.js").Conversation | null} */
    const conversation = await request("GET", `/api/conversations/${page.conversation}`).catch(() => null);
    if (document.title !== before) return; // it has another one by now, which that answer may not know of
    if (conversation?.title) page.retitle(conversation.id, conversation.title);
    if (document.title !== before) return;
  }
}
