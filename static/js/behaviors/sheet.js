/* Filters beside a list; on a phone they fold into a sheet that [data-open-sheet="ID"] opens. */
Relais.behavior("sheet", (box) => {
  const narrow = matchMedia("(max-width: 47.99rem)");
  const dialog = Object.assign(document.createElement("dialog"), { className: "sheet-dialog" });
  dialog.setAttribute("aria-label", box.dataset.label ?? "");
  Relais.dialog(dialog);
  const arrange = () => {
    if (narrow.matches) {
      if (dialog.parentNode === box) return;
      dialog.append(...box.childNodes);
      box.append(dialog);
    } else if (dialog.parentNode === box) {
      if (dialog.open) dialog.close();
      dialog.remove();
      box.append(...dialog.childNodes);
    }
  };
  arrange();
  narrow.addEventListener("change", arrange);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-sheet]")?.dataset.openSheet === box.id && narrow.matches) dialog.showModal();
  });
});
