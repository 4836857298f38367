// Work that can wait its turn is done in slices: between them the page answers whoever uses it.

/** How long a slice holds everything else up, in milliseconds; one step of a job may go over it. */
const SLICE = 12;

/** @typedef {Iterator<void>} Job it may be left alone wherever it yields */

/** @type {Job[]} the newest last */
const jobs = [];
let isWaiting = false;

export class Slice {
  #began = performance.now();

  get isOver() {
    return performance.now() - this.#began > SLICE;
  }
}

/** Done when the page has had time for what else waited. */
export function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Sees to it that a job is done, before those that wait already. @param {Job} job */
export function soon(job) {
  jobs.push(job);
  if (!isWaiting) goOn();
}

/** Does what waits, as much as a slice holds: what is needed before something shows. */
export function catchUp() {
  const slice = new Slice();
  while (jobs.length && !slice.isOver) {
    const job = /** @type {Job} */ (jobs.at(-1));
    if (isDone(job)) jobs.splice(jobs.lastIndexOf(job), 1);
  }
}

async function goOn() {
  isWaiting = true;
  while (jobs.length) {
    await breath();
    catchUp();
  }
  isWaiting = false;
}

/** @param {Job} job goes one step on; one that breaks is over, and is heard of */
function isDone(job) {
  try {
    return job.next().done;
  } catch (error) {
    reportError(error);
    return true;
  }
}
