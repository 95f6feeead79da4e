// The search page: loads Pagefind when somebody begins to type, not before. The form shows only
// where it works: not without scripts, not in a browser that can't read this file (Pagefind's own
// ask for "??" as well), and not from a disk, whose files no script may load.
(() => {
  "use strict";
  const script = document.currentScript;
  const here = script.dataset;
  const form = document.querySelector("form.search");
  const field = form.querySelector("input");
  const status = document.querySelector("#found-count");
  const list = document.querySelector("#found");
  const root = new URL(here.root, location.href);
  if (!location.protocol.startsWith("http")) return;
  form.hidden = false;
  document.querySelector("#search-without").hidden = true;
  const MOST = 20;
  let engine = null;
  let failures = 0;
  let asked = 0;
  let lost = null;

  // Pagefind says nothing of a piece of its index that did not come: what it holds would seem to be nowhere.
  const ask = self.fetch;
  self.fetch = async (...given) => {
    const asking = engine;
    try {
      const answer = await ask(...given);
      if (!answer.ok) throw new Error(answer.status);
      return new Response(await answer.arrayBuffer());
    } catch (error) {
      lost = asking;
      throw error;
    }
  };

  const start = async () => {
    // A browser never asks again for a module that failed once, so each try has an address of its own.
    const again = failures ? `?${failures}` : "";
    const pagefind = await import(new URL(`${here.index}pagefind.js${again}`, root));
    try {
      // A worker would ask out of our sight.
      await pagefind.options({ baseUrl: "/", excerptLength: 20, noWorker: true });
      await pagefind.init();
      // Only a search tells that the index did not come, and parts wait for the first one for ever.
      await pagefind.search("");
      // A site of thousands of pages has parts, from the second on in folders of their numbers.
      const rest = Array.from({ length: (here.parts ?? 1) - 1 }, (_, n) => `${here.index}${n + 2}/`);
      await Promise.all(rest.map((part) => pagefind.mergeIndex(new URL(part, root).href, { baseUrl: "/" })));
      return pagefind;
    } catch (error) {
      await pagefind.destroy();
      throw error;
    }
  };

  const load = () => {
    engine = engine ?? start();
    return engine;
  };

  // Pagefind never asks again for what failed once: the next search begins anew.
  const forget = (failed) => {
    if (failed !== engine) return;
    failures += 1;
    engine = null;
  };

  const empty = () => { list.textContent = ""; };

  const show = (results, total) => {
    empty();
    list.append(...results.map((found) => {
      const link = document.createElement("a");
      link.href = new URL(found.url.replace(/^\//, "").replace(/\.html$/, "/"), root);
      const title = document.createElement("b");
      title.textContent = found.meta.shown;
      const summary = document.createElement("span");
      summary.textContent = found.meta.summary || "";
      const words = document.createElement("span");
      words.append(title, summary);
      link.append(words);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    const shown = total > results.length ? here.first.replace("{shown}", results.length) : here.found;
    status.textContent = total ? shown.replace("{count}", total) : here.none;
  };

  const search = async () => {
    const words = field.value.trim();
    const mine = ++asked;
    history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
    if (!words) { empty(); status.textContent = ""; return; }
    if (!list.children.length) status.textContent = here.wait;
    const used = load();
    try {
      const pagefind = await used;
      const { results } = await pagefind.search(words);
      const pages = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
      if (lost === used || used !== engine) throw new Error("lost");
      if (mine === asked) show(pages, results.length);
    } catch (error) {
      forget(used);
      if (mine !== asked) return;
      empty();
      status.textContent = here.broken;
    }
  };

  let wait = 0;
  field.addEventListener("focus", () => { const used = load(); used.catch(() => forget(used)); }, { once: true });
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 250); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    search();
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given) { field.value = given; search(); }
})();
