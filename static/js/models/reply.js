// What a reply is while its events come in. No DOM: the element only shows what this says.

/**
 * @typedef {{ type?: string, detail?: string, help?: string, request_id?: string | null }} Failure a problem, as the API words it
 * @typedef {object} Step what it did beside writing; all text of it comes from strangers
 * @property {string} id
 * @property {string} name of the tool
 * @property {"started" | "finished" | "failed"} status
 * @property {string} label
 * @property {string} [facts] what came of it, and how long it took
 * @property {string[]} [missing] what could not be had
 * @property {number[]} [sources] the numbers of what it found
 * @typedef {{ n: number, url: string, title: string, site: string, published_on?: string | null, read_at?: string | null }} Source all text of it is a stranger's
 * @typedef {{ input_tokens?: number | null, output_tokens?: number | null, cached_tokens?: number | null, reasoning_tokens?: number | null }} Usage
 * @typedef {{ first_token_ms?: number | null, reasoning_ms?: number | null, duration_ms?: number | null }} Timing
 * @typedef {object} Message
 * @property {string} id
 * @property {string | null} [conversation_id]
 * @property {string | null} [parent_id] null for a first message
 * @property {string[] | null} [siblings] ids of what might stand in its place, its own among them; null where they were not told
 * @property {"user" | "assistant"} role
 * @property {"writing" | "complete" | "stopped" | "failed"} status
 * @property {string} text
 * @property {string} reasoning
 * @property {string | null} [created_at] RFC 3339
 * @property {string | null} [model]
 * @property {Usage | null} [usage]
 * @property {string | null} [cost] US dollars, null when unknown
 * @property {Timing | null} [timing]
 * @property {Failure | null} [error]
 * @property {Step[]} [steps] in the order in which they began
 * @property {Source[]} [sources] by their numbers
 * @property {"auto" | "always" | "never"} [web] what a question asked of the web
 * @property {string | null} [finished_at] null, too, for one that has just ended here
 */

/**
 * The reply after one more event of its stream. Events that say nothing of the reply itself leave it as it is.
 * @param {Message} reply
 * @param {{ type: string, data: string }} event
 * @returns {Message}
 */
export function after(reply, event) {
  const data = JSON.parse(event.data);
  switch (event.type) {
    case "text":
      return { ...reply, text: reply.text + data.delta };
    case "reasoning":
      return { ...reply, reasoning: reply.reasoning + data.delta };
    case "tool":
      return { ...reply, steps: told(reply.steps ?? [], data) };
    case "sources":
      return { ...reply, sources: data.items };
    case "usage":
      return { ...reply, model: data.model ?? reply.model, cost: data.cost, usage: data, timing: { ...reply.timing, ...timingOf(data) } };
    case "done":
      return { ...reply, status: data.status, error: data.error ?? null };
    default:
      return reply;
  }
}

/**
 * @param {Step[]} steps
 * @param {Step} step takes the place of what was told of it before
 */
function told(steps, step) {
  const at = steps.findIndex(({ id }) => id === step.id);
  return at < 0 ? [...steps, step] : steps.with(at, step);
}

/** @param {Timing} data */
function timingOf({ first_token_ms, reasoning_ms, duration_ms }) {
  return { first_token_ms, duration_ms, ...(reasoning_ms != null && { reasoning_ms }) };
}
