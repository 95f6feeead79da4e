// Keeps the guidance that was read, for when the line is gone. Pages come from
// the network when it answers in time and from what was kept when it doesn't;
// files whose name carries their digest never change and come from what was kept.
"use strict";

const CACHE = `bangtin-${SETTINGS.version}`;
const PATIENCE = 6000; // milliseconds before a kept page is shown instead
const MOST = 120; // pages and pictures kept; the oldest go first
const served = new Map(); // address → when the copy that was shown had been kept
const root = new URL("./", self.location.href);

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(SETTINGS.keep.map(async (path) => {
      const url = new URL(path, root);
      await keep(cache, url.href, await fetch(url, { cache: "no-cache" }));
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    for (const name of await caches.keys()) {
      if (!name.startsWith("bangtin-") || name === CACHE) continue;
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
  const saved = served.get(event.data.url);
  if (saved) event.source.postMessage({ url: event.data.url, saved });
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== root.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, event));
  } else if (url.pathname.startsWith(`${root.pathname}assets/`) || request.destination === "image") {
    event.respondWith(fixed(request));
  }
});

async function keep(cache, url, response) {
  if (!response.ok || response.redirected) return;
  const headers = new Headers(response.headers);
  headers.set("x-saved", new Date().toISOString());
  const copy = new Response(await response.clone().blob(), { status: 200, headers });
  await cache.put(url, copy);
  const keys = await cache.keys();
  for (const old of keys.slice(SETTINGS.keep.length, Math.max(SETTINGS.keep.length, keys.length - MOST))) {
    await cache.delete(old);
  }
}

async function page(request, event) {
  const cache = await caches.open(CACHE);
  const url = request.url.split("#")[0];
  const kept = await cache.match(url, { ignoreSearch: true });
  const network = fetch(request).then((response) => {
    const isPage = (response.headers.get("content-type") || "").includes("text/html");
    if (isPage) event.waitUntil(keep(cache, url, response.clone()));
    return response;
  });
  try {
    const late = new Promise((_, fail) => { setTimeout(fail, PATIENCE, new Error("slow")); });
    const response = await (kept ? Promise.race([network, late]) : network);
    served.delete(url);
    return response;
  } catch {
    network.catch(() => {});
    if (kept) {
      served.set(url, kept.headers.get("x-saved"));
      return kept;
    }
    const home = SETTINGS.languages.find((lang) => url.startsWith(new URL(lang, root).href)) || "";
    const fallback = await cache.match(new URL(home + SETTINGS.offline, root).href);
    // Its own links lead from its own address.
    return fallback ? Response.redirect(new URL(home + SETTINGS.offline, root).href) : Response.error();
  }
}

async function fixed(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  keep(cache, request.url, response.clone());
  return response;
}
