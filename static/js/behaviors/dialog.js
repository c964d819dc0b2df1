/* Dialogs: [data-open-dialog="ID"] opens, [data-close-dialog] or the backdrop closes; an answer that worked closes
   those with data-close-on-success. */
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open-dialog]");
    if (opener) {
      event.preventDefault();
      opener.closest("details.menu")?.removeAttribute("open");
      document.getElementById(opener.dataset.openDialog)?.showModal();
      return;
    }
    event.target.closest?.("[data-close-dialog]")?.closest("dialog")?.close();
  });

  const start = (dialog) => {
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target !== dialog || dialog.querySelector("[data-dirty]")) return;
      const edge = dialog.getBoundingClientRect();
      const inside =
        event.clientX >= edge.left &&
        event.clientX <= edge.right &&
        event.clientY >= edge.top &&
        event.clientY <= edge.bottom;
      if (!inside) dialog.close();
    });
    dialog.addEventListener("htmx:after:request", (event) => {
      if (
        dialog.dataset.closeOnSuccess !== undefined &&
        event.detail.ctx.request.method !== "GET" &&
        event.detail.ctx.response.status < 400
      )
        dialog.close();
    });
  };
  Relais.behavior("dialog", start);
  Relais.dialog = start;
})();
