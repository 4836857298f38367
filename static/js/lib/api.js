// Talks to our own server. Whatever goes wrong arrives as one kind of error, with words for the person.
import { t } from "./messages.js";

/** @typedef {{ type?: string, status?: number, detail?: string, help?: string, request_id?: string | null, errors?: { field: string, message: string }[] }} Problem */

export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.errors?.[0]?.message ?? problem.detail ?? t("failure.unknown"));
    this.problem = problem;
  }
}

/**
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body] a file is sent as it is, anything else as JSON
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>} what was answered; null when there is no content. Rejects with `ApiError`, or with the signal's reason.
 */
export async function request(method, path, body, signal) {
  const response = await send(method, path, body, signal);
  const text = await response.text().catch(() => "");
  signal?.throwIfAborted();
  if (response.status === 204) return /** @type {T} */ (null);
  const answer = parsed(text);
  if (response.ok) return answer;
  if (response.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  throw new ApiError({ ...answer, status: response.status });
}

/**
 * Opens the event stream of a reply, after the event `lastEventId`.
 * @param {string} url
 * @param {string} lastEventId
 * @param {AbortSignal} signal
 */
export function openEvents(url, lastEventId, signal) {
  return fetch(url, {
    headers: { accept: "text/event-stream", ...(lastEventId && { "last-event-id": lastEventId }) },
    cache: "no-store",
    signal,
  });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
async function send(method, path, body, signal) {
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        "x-csrf-token": csrfToken(),
        ...(body !== undefined && { "content-type": body instanceof Blob ? body.type : "application/json" }),
      },
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
      signal,
    });
  } catch {
    signal?.throwIfAborted();
    throw new ApiError({ detail: t("failure.offline"), help: t("failure.offline_help") });
  }
}

/** @param {string} text of an answer; what stands before us and is no JSON (a proxy's page, say) tells nothing */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The token of this page, for requests that change something. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}
