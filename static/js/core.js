/* The core: behaviours that wake with their element, now and after every swap, and the words scripts may say. */
window.Relais = (() => {
  const registry = new Map();
  const awake = new WeakMap();
  const words = () => document.getElementById("words")?.dataset ?? {};

  /** Runs `start(element)` once for each `[data-behavior~="name"]`, whenever it comes into the page. */
  function behavior(name, start) {
    registry.set(name, start);
    if (Relais.ready) document.querySelectorAll(`[data-behavior~="${name}"]`).forEach(wake);
  }

  function wake(element) {
    const done = awake.get(element) ?? awake.set(element, new Set()).get(element);
    for (const name of element.dataset.behavior.split(/\s+/)) {
      if (done.has(name) || !registry.has(name)) continue;
      done.add(name);
      registry.get(name)(element);
    }
  }

  function wakeWithin(root) {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches("[data-behavior]")) wake(root);
    root.querySelectorAll("[data-behavior]").forEach(wake);
  }

  function start() {
    document.documentElement.classList.add("has-js");
    wakeWithin(document.body);
    Relais.ready = true;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) addedNodes.forEach(wakeWithin);
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else queueMicrotask(start);

  return {
    ready: false,
    behavior,
    /** A translated sentence from layouts/_words.html. */
    word: (name) => words()[name] ?? "",
    /** Whether this element takes typed text. */
    takesText: (element) =>
      Boolean(
        element?.matches?.(
          "input:not([type=checkbox], [type=radio], [type=button], [type=submit])," +
            " textarea, select, [contenteditable='true']",
        ),
      ),
    csrf: () => document.querySelector("input[name=csrf_token]")?.value ?? "",
    /** Runs `work` once what has just changed is drawn; soon in any case, for a browser that draws nothing. */
    afterPaint: (work) => {
      let done = false;
      const once = () => {
        if (!done) {
          done = true;
          work();
        }
      };
      requestAnimationFrame(() => setTimeout(once));
      setTimeout(once, 100);
    },
    later: (work, wait) => {
      let timer;
      return (...given) => {
        clearTimeout(timer);
        timer = setTimeout(() => work(...given), wait);
      };
    },
  };
})();
