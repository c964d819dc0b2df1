/* Where the focus goes: to an error summary (data-first: to the field it names first), or to what a swap brought. */
Relais.behavior("error-summary", (summary) => {
  /** Whether there was a field for this link of the summary to lead to. */
  const lead = (link) => {
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return false;
    field.closest("details")?.setAttribute("open", "");
    const control = field.matches("input, select, textarea")
      ? field
      : (field.querySelector("input:checked") ?? field.querySelector("input, select, textarea") ?? field);
    control.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
    return true;
  };
  const begin = () => {
    if (!("first" in summary.dataset && lead(summary.querySelector("a")))) summary.focus();
  };
  begin();
  // An address with an anchor takes the focus away once more when the page is complete.
  if (location.hash && document.readyState !== "complete")
    addEventListener("load", () => setTimeout(begin), { once: true });
  summary.addEventListener("click", (event) => {
    if (lead(event.target.closest("a"))) event.preventDefault();
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
