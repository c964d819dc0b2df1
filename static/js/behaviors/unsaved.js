/* Text that is not saved: marks its form `data-dirty` (live updates then wait) and asks before the page is left. */
(() => {
  const clean = (form) => {
    if (form.dataset.dirty === undefined) return;
    delete form.dataset.dirty;
    form.dispatchEvent(new CustomEvent("relais:clean", { bubbles: true }));
  };
  Relais.clean = clean;

  Relais.behavior("unsaved", (form) => {
    form.addEventListener("input", () => {
      form.dataset.dirty = "";
    });
    form.addEventListener("reset", () => clean(form));
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-patch]")) clean(form);
    });
    form.addEventListener("htmx:after:request", (event) => {
      if (
        !event.target.matches("[data-advice]") &&
        event.detail.ctx.response.status < 400 &&
        event.detail.ctx.request.method !== "GET"
      )
        clean(form);
    });
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-dirty]:not([data-behavior~=autosave])")) event.preventDefault();
  });
})();
