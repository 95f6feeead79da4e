// Small help for slow lines; every page works without it. It asks the service
// worker to keep what was read, and says so when a page comes from what was kept.
(() => {
  "use strict";
  const here = document.currentScript.dataset;
  const isPreview = document.querySelector('script[src*="livereload"]') !== null;
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http") || isPreview) return;
  const root = new URL(here.root, location.href);
  const address = location.href.split(/[?#]/)[0];

  const tell = (saved) => {
    const day = new Date(saved);
    const words = `${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`;
    const note = document.createElement("p");
    note.className = "offline";
    note.setAttribute("role", "status");
    note.textContent = here.saved.replace("{date}", words);
    document.querySelector("main").prepend(note);
  };

  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data && event.data.saved && event.data.url === address) {
      tell(event.data.saved);
    }
  });
  addEventListener("load", () => {
    navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname }).catch(() => {});
    navigator.serviceWorker.ready.then((registration) => {
      registration.active.postMessage({ url: address });
    });
  });
})();

// A button that copies, beside each text that is there to be copied; without it one selects.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copier";
    button.textContent = text.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText("value" in text ? text.value : text.textContent);
        button.textContent = text.dataset.copied;
      } catch (error) {
        // What the browser does not let us copy is marked, so that one copies it by hand.
        getSelection().selectAllChildren(text);
        if (text.select) text.select();
      }
    });
    text.after(button);
  }
})();
