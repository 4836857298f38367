// Where a conversation hangs on the cord, by the day it was last active.

/** @typedef {"pinned" | "today" | "yesterday" | "week" | "older"} Group */

export const GROUPS = /** @type {const} */ (["pinned", "today", "yesterday", "week", "older"]);

/**
 * @param {{ pinned?: boolean, activeAt: Date }} conversation
 * @param {Date} now days are those of its own time zone, as the person's calendar has them
 * @returns {Group}
 */
export function groupOf({ pinned, activeAt }, now) {
  if (pinned) return "pinned";
  const days = Math.round((midnight(now) - midnight(activeAt)) / 86_400_000);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  return days <= 7 ? "week" : "older";
}

/** @param {Date} moment */
function midnight(moment) {
  return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
}
