// The search page: loads Pagefind when somebody begins to type, not before. The form shows only
// where it works: not without scripts, not in a browser that can't read this file, and not from a
// disk, whose files no script may load.
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
  let asked = 0;

  const load = () => {
    engine = engine || import(new URL(`${here.index}pagefind.js`, root)).then(async (pagefind) => {
      await pagefind.options({ baseUrl: "/", excerptLength: 20 });
      await pagefind.init();
      // A site of thousands of pages has parts, from the second on in folders of their numbers.
      const rest = Array.from({ length: (here.parts || 1) - 1 }, (_, n) => `${here.index}${n + 2}/`);
      await Promise.all(rest.map((part) => pagefind.mergeIndex(new URL(part, root).href, { baseUrl: "/" })));
      return pagefind;
    });
    return engine;
  };

  const show = (results, total) => {
    list.replaceChildren(...results.map((found) => {
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
    status.textContent = total ? here.found.replace("{count}", total) : here.none;
  };

  const search = async () => {
    const words = field.value.trim();
    const mine = ++asked;
    if (!words) { list.replaceChildren(); status.textContent = ""; return; }
    try {
      const pagefind = await load();
      const { results } = await pagefind.search(words);
      const pages = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
      if (mine === asked) show(pages, results.length);
    } catch {
      engine = null;
      status.textContent = here.broken;
    }
  };

  let wait = 0;
  field.addEventListener("focus", () => { load().catch(() => { engine = null; }); }, { once: true });
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 250); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    search();
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given) { field.value = given; search(); }
})();
