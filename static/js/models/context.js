// How full a model's window is with a branch and with what is typed, and what sending it costs. No DOM. What is not known is null.

/**
 * @typedef {import("./reply.js").Message} Message
 * @typedef {{ message_id: string, text: string, created_at: string }} Summary what stands for everything up to a message
 * @typedef {object} Load what a branch puts into the next prompt
 * @property {number} measured tokens that a model counted itself, up to its last reply; 0 when none did
 * @property {string | null} by the model that counted them
 * @property {number} estimated tokens of what came after, by our own rule
 * @property {number} ratio of the model's tokens to ours, as its last reply shows it
 * @property {boolean} isFloor whether there are older messages that nobody has counted
 * @typedef {object} Outlook
 * @property {number} tokens that the next message sends
 * @property {number | null} window of the model
 * @property {number | null} share of the window, 1 when it is full
 * @property {number | null} cost US dollars for what is sent, at the full price: what a cache saves is known only afterwards
 */

/** UTF-8 bytes to a token: English and Spanish have some more, code and other alphabets about as many. */
const BYTES_PER_TOKEN = 3.5;
/** What the frame of a message takes. */
const FRAME = 4;
/** About what stands above a summary. */
const ABOVE = "Summary of the conversation so far, whose messages are not shown to you any more:\n\n";
/** A reply shorter than this many tokens says little of how its model counts. */
const TELLING = 40;
const bytes = new TextEncoder();

/** @param {string} text */
export function tokensIn(text) {
  return Math.ceil(bytes.encode(text).length / BYTES_PER_TOKEN);
}

/** @param {string} text of a message; one that says nothing is not sent */
export function tokensOfMessage(text) {
  return text ? tokensIn(text) + FRAME : 0;
}

/**
 * A reply that looked things up is no measure: its usage is that of all its rounds, and what it read is not sent again. Nor is that of
 * a model that was asked for a plan first, whatever came of it.
 * What a model counted has its instructions and its summary in it; what nobody has counted yet has them beside the messages.
 * @param {readonly Message[]} branch oldest first
 * @param {boolean} isWhole whether it begins at its root
 * @param {{ summary?: Summary | null, instructions?: string, beside?: number, plans?: (model: string) => boolean }} [more] what goes with it, or in
 *   place of its beginning; `beside` are tokens of instructions whose text is not known here; `plans` tells which models are asked for one
 * @returns {Load}
 */
export function loadOf(branch, isWhole, { summary = null, instructions = "", beside = 0, plans = () => false } = {}) {
  const reached = summary?.text ? branch.findIndex(({ id }) => id === summary.message_id) : -1;
  const isOneRequest = (/** @type {Message} */ { steps, model }, /** @type {number} */ place) => !steps?.length && (branch[place - 1]?.web === "never" || !plans(model ?? ""));
  const at = branch.findLastIndex((message, place) => place > reached && message.usage?.input_tokens && isOneRequest(message, place) && isOfNow(message, reached < 0 ? null : summary));
  const counted = branch[at];
  const after = branch.slice(Math.max(at, reached) + 1);
  const above = counted ? 0 : tokensOfMessage(instructions) + beside + (reached < 0 ? 0 : tokensOfMessage(ABOVE + summary?.text));
  return {
    measured: counted ? Number(counted.usage?.input_tokens) + said(counted) : 0,
    by: counted?.model ?? null,
    estimated: after.reduce((sum, { text }) => sum + tokensOfMessage(text), above),
    ratio: counted ? ratioOf(counted) : 1,
    isFloor: !counted && !isWhole && reached < 0,
  };
}

/**
 * Whether a model counted what is sent by now: not what a summary has replaced since. One that has just ended here saw the summary.
 * @param {Message} reply
 * @param {Summary | null} summary
 */
function isOfNow({ finished_at: end }, summary) {
  return !summary || !end || Date.parse(end) >= Date.parse(summary.created_at);
}

/**
 * @param {Load} load
 * @param {string} typed
 * @param {{ context_window: number | null, input_price_per_million: string | null } | undefined} model
 * @returns {Outlook}
 */
export function outlook(load, typed, model) {
  const tokens = load.measured + Math.round(load.ratio * (load.estimated + tokensOfMessage(typed.trim())));
  const window = model?.context_window ?? null;
  const price = model?.input_price_per_million ?? null;
  return {
    tokens,
    window,
    share: window === null ? null : tokens / window,
    cost: price === null ? null : (tokens * Number(price)) / 1_000_000,
  };
}

/** @param {Message} reply the tokens of what it says: its reasoning is not sent again */
function said({ usage, text }) {
  return usage?.output_tokens == null ? tokensOfMessage(text) : usage.output_tokens - (usage.reasoning_tokens ?? 0);
}

/** @param {Message} reply */
function ratioOf(reply) {
  const ours = tokensIn(reply.text);
  const ratio = ours < TELLING ? 1 : said(reply) / ours;
  return ratio > 0.4 && ratio < 2.5 ? ratio : 1; // else it counted something that is not in the text
}
