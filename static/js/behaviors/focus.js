/* Where the focus goes: to an error summary, or to what a swap brought in for it. */
Relais.behavior("error-summary", (summary) => {
  summary.focus();
  // An address with an anchor takes the focus away once more when the page is complete.
  if (location.hash && document.readyState !== "complete")
    addEventListener("load", () => setTimeout(() => summary.focus()), { once: true });
  summary.addEventListener("click", (event) => {
    const id = event.target.closest("a")?.hash.slice(1);
    const field = id && document.getElementById(id);
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea")
      ? field
      : (field.querySelector("input, select, textarea") ?? field);
    control.focus();
    field.scrollIntoView({ block: "center" });
  });
});

Relais.behavior("focus", (element) => {
  if (!Relais.ready) return;
  const faulty = element.closest("section, form, article")?.querySelector("[aria-invalid=true]");
  if (faulty) {
    faulty.focus();
    return;
  } // its error is tied to it, and read with it
  if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: false });
});

/* What had the focus may go: by a swap that brings nothing which claims it, or because a message leaves. */
(() => {
  const held = new WeakMap();
  const cameFrom = new WeakMap();

  const isLost = () => document.activeElement === document.body || !document.activeElement?.checkVisibility();

  /** Whatever stands now where the focus was: itself drawn anew, or the nearest part around it that is still there. */
  function standIn({ ids }) {
    const place =
      ids.map((id) => document.getElementById(id)).find((one) => one?.checkVisibility()) ??
      document.getElementById("main");
    if (place.matches("main, a, button, input, select, textarea")) return place;
    const inside = [...place.querySelectorAll("h1, h2, h3, a, button, input, select, textarea")].find((one) =>
      one.checkVisibility(),
    );
    return inside ?? place;
  }

  const remember = ({ detail: { ctx } }) => {
    const ids = [];
    for (let one = document.activeElement; one && one !== document.body; one = one.parentElement)
      if (one.id) ids.push(one.id);
    if (!isLost()) held.set(ctx, { ids });
  };
  document.addEventListener("htmx:before:request", remember);
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) =>
    setTimeout(() => {
      if (!held.has(ctx) || !isLost()) return;
      const place = standIn(held.get(ctx));
      if (!place.matches("a, button, input, select, textarea, [tabindex]")) place.tabIndex = -1;
      place.focus();
    }),
  );

  document.addEventListener("focusin", ({ target, relatedTarget }) => {
    const message = target.closest?.(".toast");
    if (message && relatedTarget && !message.contains(relatedTarget)) cameFrom.set(message, relatedTarget);
  });

  /** Before a message goes: the focus that is in it returns to where it came from, else to the content of the page. */
  Relais.returnFocus = (message) => {
    if (!message.contains(document.activeElement)) return;
    const from = cameFrom.get(message);
    (from?.isConnected ? from : document.getElementById("main"))?.focus({ preventScroll: true });
  };
})();
