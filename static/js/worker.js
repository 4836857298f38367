// The service worker. It keeps one page that says that there is no line, the files of that page, and the modules that the chat brings
// only when they are needed: a line that has gone meanwhile takes nothing from the page. It never keeps anybody's words.
const worker = /** @type {any} */ (self);
/** @type {{ version: string, locale: string, page: string, files: string[] }} the server says this in a line above the first */
const kept = worker.kept;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keep()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(forgetTheRest()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(fetch(request).catch(() => found(kept.page)));
  else if (kept.files.includes(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => found(request.url)));
});

async function keep() {
  const cache = await caches.open(kept.version);
  // Without cookies: the page is nobody's.
  const asked = { credentials: /** @type {const} */ ("omit"), headers: { "accept-language": kept.locale } };
  await Promise.all([kept.page, ...kept.files].map(async (path) => cache.put(path, await fetch(path, asked))));
  await worker.skipWaiting();
}

async function forgetTheRest() {
  for (const name of await caches.keys()) if (name !== kept.version) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {string} path */
async function found(path) {
  return (await caches.match(path)) ?? Response.error();
}
