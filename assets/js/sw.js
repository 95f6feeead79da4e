// Keeps the guidance that was read, for when the line is gone. Pages and pictures come from the
// network when it answers in time, and else from what was kept; what lies in folders in which each
// name carries its file's digest never changes and comes from what was kept.
"use strict";

const root = new URL("./", self.location.href);
// Caches belong to the host: two portals on one host each keep to their own.
const OURS = `bangtin ${root.pathname} `;
const CACHE = OURS + SETTINGS.version;
const PATIENCE = 6000; // milliseconds before a kept page is shown instead
const MOST = 120; // pages and pictures kept; the oldest go first
const ALWAYS = new Set(SETTINGS.keep.map((path) => new URL(path, root).href));
const NEVER_CHANGES = SETTINGS.fixed.map((path) => new URL(path, root).pathname);
const served = new Map(); // address → when the copy that was shown had been kept

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(Array.from(ALWAYS, async (address) => {
      await keep(cache, address, await fetch(address, { cache: "no-cache" }));
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    for (const name of await caches.keys()) {
      if (!name.startsWith(OURS) || name === CACHE) continue;
      // What was read before stays readable under a new version.
      const old = await caches.open(name);
      for (const request of await old.keys()) {
        if (!(await cache.match(request))) await cache.put(request, await old.match(request));
      }
      await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  const address = event.data.url;
  const saved = served.get(address);
  if (saved) event.source.postMessage({ url: address, saved });
  // The first page was read before there was a worker to keep it.
  else event.waitUntil(keepFirst(address).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== root.origin) return;
  // Of a recording pieces are asked for: none of them is the whole.
  if (request.headers.has("range")) return;
  if (request.mode === "navigate") {
    event.respondWith(page(event));
  } else if (NEVER_CHANGES.some((folder) => url.pathname.startsWith(folder))) {
    event.respondWith(fixed(request));
  } else if (request.destination === "image") {
    event.respondWith(picture(event));
  }
});

// What follows "?" is somebody's way of counting visits, or what was searched for: the page is the same.
function addressOf(request) {
  return request.url.split(/[?#]/)[0];
}

async function keep(cache, address, response) {
  if (!response.ok || response.redirected) return;
  const headers = new Headers(response.headers);
  headers.set("x-saved", new Date().toISOString());
  // A copy is looked for by its address alone, whatever a browser asks for beside it.
  headers.delete("vary");
  const copy = new Response(await response.clone().blob(), { status: 200, headers });
  await cache.put(address, copy);
  const others = (await cache.keys()).filter((request) => !ALWAYS.has(request.url));
  for (const old of others.slice(0, Math.max(0, others.length - MOST))) await cache.delete(old);
}

async function keepFirst(address) {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(address))) await keep(cache, address, await fetch(address));
}

// Returns what the network answers within PATIENCE, or else what was kept; where nothing was, it waits.
async function newest(event, cache, kept) {
  const address = addressOf(event.request);
  const network = fetch(event.request).then((response) => {
    // A server in trouble has less to say than what was kept.
    if (response.status >= 500 && kept) throw new Error("down");
    const isPage = (response.headers.get("content-type") || "").includes("text/html");
    const isKept = event.request.mode !== "navigate" || isPage;
    return { response, stored: isKept ? keep(cache, address, response.clone()) : null };
  });
  event.waitUntil(network.then(({ stored }) => stored).catch(() => {}));
  if (!kept) return (await network).response;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, { response: kept }); });
  return (await Promise.race([network, late]).catch(() => ({ response: kept }))).response;
}

async function page(event) {
  const cache = await caches.open(CACHE);
  const address = addressOf(event.request);
  const kept = await cache.match(address);
  try {
    const response = await newest(event, cache, kept);
    if (kept && response === kept) served.set(address, kept.headers.get("x-saved"));
    else served.delete(address);
    return response;
  } catch (error) {
    const home = SETTINGS.languages.find((lang) => address.startsWith(new URL(lang, root).href)) || "";
    const fallback = new URL(home + SETTINGS.offline, root).href;
    // Its own links lead from its own address.
    return (await cache.match(fallback)) ? Response.redirect(fallback) : Response.error();
  }
}

async function picture(event) {
  const cache = await caches.open(CACHE);
  return newest(event, cache, await cache.match(addressOf(event.request)));
}

async function fixed(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  keep(cache, request.url, response.clone()).catch(() => {});
  return response;
}
