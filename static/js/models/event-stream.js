// Server-sent events over fetch: a parser of the format, and a reader that comes back where it was cut off.

/** @typedef {{ id: string, type: string, data: string }} StreamEvent */

/** Turns the text of a `text/event-stream`, cut anywhere, into its events. */
export class EventParser {
  #rest = "";
  #id = "";
  #type = "";
  /** @type {string[]} */
  #data = [];
  #first = true;

  /**
   * @param {string} chunk
   * @returns {StreamEvent[]} the events that this chunk completed
   */
  push(chunk) {
    let text = this.#rest + chunk;
    if (this.#first && text) {
      text = text.replace(/^\uFEFF/, "");
      this.#first = false;
    }
    // A carriage return at the very end may be half of a line break.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  /**
   * @param {string} line
   * @returns {StreamEvent[]}
   */
  #line(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    if (field === "event") this.#type = value;
    if (field === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }

  #dispatch() {
    const event = { id: this.#id, type: this.#type || "message", data: this.#data.join("\n") };
    const isEvent = this.#data.length > 0;
    this.#data = [];
    this.#type = "";
    return isEvent ? [event] : [];
  }
}

/** The server will not give this stream, now or later: 401, 404 … */
export class StreamRefused extends Error {}

// The server says something every 15 s: a connection that is silent for longer died unheard, as in a laptop that slept.
const SILENCE = 40_000;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;

/**
 * Every event of a reply up to and with `done`, across as many connections as it takes.
 * @param {(lastEventId: string, signal: AbortSignal) => Promise<Response>} open
 * @param {AbortSignal} signal ends the reading, without an error
 * @param {{ wait?: (ms: number, signal: AbortSignal) => Promise<void>, onGap?: (waiting: boolean) => void }} [options]
 * @returns {AsyncGenerator<StreamEvent>} rejects with `StreamRefused`
 */
export async function* followed(open, signal, { wait = pause, onGap = () => {} } = {}) {
  let lastEventId = "";
  let isOver = false;
  for (let misses = 0; !signal.aborted; misses += 1) {
    try {
      for await (const event of eventsOf(await open(lastEventId, signal))) {
        if (misses) onGap(false);
        misses = 0;
        lastEventId = event.id || lastEventId;
        isOver = event.type === "done";
        yield event;
      }
    } catch (error) {
      if (error instanceof StreamRefused) throw error;
    }
    if (isOver || signal.aborted) return;
    if (misses) onGap(true);
    await wait(Math.min(FIRST_WAIT * 2 ** misses, LONGEST_WAIT) * (0.75 + Math.random() / 2), signal);
  }
}

/** @param {Response} response */
async function* eventsOf(response) {
  if (response.status >= 400 && response.status < 500 && response.status !== 429) throw new StreamRefused(String(response.status));
  if (!response.ok || !response.body) return;
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const silent = setTimeout(() => void reader.cancel(), SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silent));
    if (done) return;
    yield* parser.push(decoder.decode(value, { stream: true }));
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>} resolved after the time, or as soon as the network is back, or when the signal says stop
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const settled = new AbortController();
    const done = () => {
      settled.abort();
      resolve();
    };
    const timer = setTimeout(done, ms);
    settled.signal.addEventListener("abort", () => clearTimeout(timer));
    globalThis.addEventListener?.("online", done, { signal: settled.signal });
    signal.addEventListener("abort", done, { signal: settled.signal });
  });
}
