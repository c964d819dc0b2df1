/* The palette: search everything. Arrows choose, Enter opens. */
(() => {
  let palette = null;

  Relais.openPalette = () => {
    if (!palette || palette.open) return;
    const field = palette.querySelector("input");
    palette.showModal();
    field.select();
    htmx.trigger(field, "palette-open", {}, false);
  };

  Relais.behavior("palette", (element) => {
    palette = element;
    Relais.dialog(element);
    const field = element.querySelector("input");
    const links = () => [...element.querySelectorAll("#palette-results a")];
    element.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); links()[0]?.click(); });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); element.close(); return; } // else it only empties the field
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        const all = [field, ...links()];
        const at = all.indexOf(document.activeElement);
        all[(at + step + all.length) % all.length].focus();
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && document.activeElement !== field && event.key !== " ") field.focus();
    });
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-open-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    Relais.openPalette();
  });
})();
