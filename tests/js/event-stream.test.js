import assert from "node:assert/strict";
import { test } from "node:test";
import { EventParser, followed, StreamRefused } from "../../static/js/models/event-stream.js";

/** @param {string[]} chunks */
const parsed = (...chunks) => {
  const parser = new EventParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

const TWO = ": hello\n\nid: 1.2.0\nevent: text\ndata: {\"delta\":\"ñandú\"}\n\nid: 2.2.0\nevent: done\ndata: {}\n\n";

test("events are read with their id, type and data", () => {
  assert.deepEqual(parsed(TWO), [
    { id: "1.2.0", type: "text", data: '{"delta":"ñandú"}' },
    { id: "2.2.0", type: "done", data: "{}" },
  ]);
});

test("a stream cut at any place, with any line break, reads the same", () => {
  for (const text of [TWO, TWO.replaceAll("\n", "\r\n"), TWO.replaceAll("\n", "\r")]) {
    // A carriage return that ends the stream may be half a line break: what follows proves it.
    const whole = `${text}: end`;
    for (let at = 0; at <= whole.length; at += 1) assert.deepEqual(parsed(whole.slice(0, at), whole.slice(at)), parsed(TWO));
    assert.deepEqual(parsed(...whole), parsed(TWO));
  }
});

test("several data lines make one text, and only one blank after the colon is dropped", () => {
  assert.deepEqual(parsed("data:a\ndata:  b\ndata\n\n"), [{ id: "", type: "message", data: "a\n b\n" }]);
});

test("a byte order mark, comments, unknown fields and events without data are passed over", () => {
  assert.deepEqual(parsed("\uFEFFdata: x\n\n: beat\n\nretry: 10\nnope: 1\nevent: text\n\n"), [{ id: "", type: "message", data: "x" }]);
});

test("an id stays until another comes, and one with a NUL counts for nothing", () => {
  assert.deepEqual(
    parsed("id: 7\ndata: a\n\ndata: b\n\nid: 8\0\ndata: c\n\n").map(({ id }) => id),
    ["7", "7", "7"],
  );
});

test("an event without its blank line is not told", () => {
  assert.deepEqual(parsed("data: half\n"), []);
});

/**
 * A server that answers each connection with the next of these.
 * @param {(string | Error | number)[]} answers
 */
function serving(...answers) {
  /** @type {string[]} */
  const asked = [];
  const open = async (/** @type {string} */ lastEventId) => {
    asked.push(lastEventId);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return typeof answer === "number" ? new Response(null, { status: answer }) : new Response(answer);
  };
  return { asked, open };
}

/** @type {number[]} */
let waits = [];
const wait = async (/** @type {number} */ ms) => void waits.push(ms);

/** @param {AsyncGenerator<{ id: string }>} events */
async function ids(events) {
  const seen = [];
  for await (const { id } of events) seen.push(id);
  return seen;
}

const part = (/** @type {number[]} */ ...numbers) => numbers.map((n) => `id: ${n}\nevent: text\ndata: {}\n\n`).join("");
const DONE = "id: 9\nevent: done\ndata: {}\n\n";

test("a broken connection is taken up where it was cut, until the end", async () => {
  const { open, asked } = serving(part(1, 2), new TypeError("network"), 503, 429, part(3), DONE);
  assert.deepEqual(await ids(followed(open, new AbortController().signal, { wait })), ["1", "2", "3", "9"]);
  assert.deepEqual(asked, ["", "2", "2", "2", "2", "3"]);
});

test("each wait is longer than the last, up to a bound, and an event makes them short again", async () => {
  waits = [];
  const broken = Array.from({ length: 12 }, () => new TypeError("network"));
  const { open } = serving(...broken, part(1), new TypeError("network"), DONE);
  await ids(followed(open, new AbortController().signal, { wait }));
  assert.ok(waits.every((ms) => ms <= 10_000));
  assert.ok(/** @type {number} */ (waits[5]) > /** @type {number} */ (waits[0]) * 4);
  assert.ok(/** @type {number} */ (waits.at(-1)) < /** @type {number} */ (waits[11]));
});

test("what the server refuses is not asked again", async () => {
  for (const status of [401, 404]) {
    const { open, asked } = serving(status);
    await assert.rejects(ids(followed(open, new AbortController().signal, { wait })), StreamRefused);
    assert.equal(asked.length, 1);
  }
});

test("an aborted signal ends the reading quietly", async () => {
  const stop = new AbortController();
  const { open } = serving(part(1), part(2));
  const seen = [];
  for await (const { id } of followed(open, stop.signal, { wait })) {
    seen.push(id);
    stop.abort();
  }
  assert.deepEqual(seen, ["1"]);
});

test("a gap is told when it begins to last, and when it is over", async () => {
  /** @type {boolean[]} */
  const gaps = [];
  const { open } = serving(part(1), new TypeError("network"), new TypeError("network"), DONE);
  await ids(followed(open, new AbortController().signal, { wait, onGap: (waiting) => gaps.push(waiting) }));
  assert.deepEqual(gaps, [true, true, false]);
});

test("a connection that died unheard is left after a silence, and taken up again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const mute = new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("id: 1\ndata: a\n\n")) }));
  const answers = [mute, new Response("id: 2\nevent: done\ndata: {}\n\n")];
  const open = async () => {
    const answer = answers.shift();
    assert.ok(answer);
    return answer;
  };
  const events = followed(open, new AbortController().signal, { wait: async () => {} });
  assert.equal((await events.next()).value?.id, "1");
  const next = events.next();
  await new Promise(setImmediate);
  t.mock.timers.tick(60_000);
  assert.equal((await next).value?.id, "2");
});
