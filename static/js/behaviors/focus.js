/* Where the focus goes: to an error summary, or to what a swap brought in for it. */
Relais.behavior("error-summary", (summary) => {
  summary.focus();
  // An address with an anchor takes the focus away once more when the page is complete.
  if (location.hash && document.readyState !== "complete") addEventListener("load", () => setTimeout(() => summary.focus()), { once: true });
  summary.addEventListener("click", (event) => {
    const id = event.target.closest("a")?.hash.slice(1);
    const field = id && document.getElementById(id);
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") ?? field;
    control.focus();
    field.scrollIntoView({ block: "center" });
  });
});

Relais.behavior("focus", (element) => {
  if (!Relais.ready) return;
  const faulty = element.closest("section, form, article")?.querySelector("[aria-invalid=true]");
  if (faulty) { faulty.focus(); return; } // its error is tied to it, and read with it
  if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: false });
});
