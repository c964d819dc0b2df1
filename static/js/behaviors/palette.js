/* The palette: search everything. Arrows choose, Enter opens. */
(() => {
  const RESTED = 700; // ms after the last letter, so that results are counted once
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
    const said = element.querySelector("[data-palette-said]");
    const links = () => [...element.querySelectorAll("#palette-results a")];
    element.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      links()[0]?.click();
    });
    // The page's own live regions lie outside of the dialog, where nothing is heard while it is open.
    const count = Relais.later(() => {
      const text = element.querySelector("[data-palette-count]")?.textContent.trim() ?? "";
      if (said.textContent !== text) said.textContent = text;
    }, RESTED);
    new MutationObserver(count).observe(element.querySelector("#palette-results"), { childList: true });
    element.addEventListener("close", () => {
      said.textContent = "";
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        element.close();
        return;
      } // else it only empties the field
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        const all = [field, ...links()];
        const at = all.indexOf(document.activeElement);
        all[(at + step + all.length) % all.length].focus();
      } else if (
        event.key.length === 1 &&
        !event.ctrlKey &&
        !event.metaKey &&
        document.activeElement !== field &&
        event.key !== " "
      )
        field.focus();
    });
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-open-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    Relais.openPalette();
  });
})();
