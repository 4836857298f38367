import assert from "node:assert/strict";
import test from "node:test";
import { breath, catchUp, soon } from "../../static/js/lib/slices.js";

test("the newest job is done first, each step of it after the other", () => {
  /** @type {string[]} */
  const done = [];
  soon(steps(done, "old", 2));
  soon(steps(done, "new", 2));
  catchUp();
  assert.deepEqual(done, ["new 0", "new 1", "old 0", "old 1"]);
});

test("jobs are done by themselves, and a job may ask for another", async () => {
  /** @type {string[]} */
  const done = [];
  soon(
    (function* () {
      soon(steps(done, "inner", 1));
      yield;
      done.push("outer");
    })(),
  );
  while (done.length < 2) await breath();
  assert.deepEqual(done, ["inner 0", "outer"]);
});

test("a long job leaves the page alone between its slices", async () => {
  let slices = 0;
  let isOver = false;
  soon(
    (function* () {
      for (const end = performance.now() + 60; performance.now() < end; ) yield;
      isOver = true;
    })(),
  );
  while (!isOver) {
    slices += 1;
    await breath();
  }
  assert.ok(slices > 1);
});

/**
 * @param {string[]} done
 * @param {string} name
 * @param {number} count
 */
function* steps(done, name, count) {
  for (let at = 0; at < count; at += 1) {
    done.push(`${name} ${at}`);
    yield;
  }
}
