/* A line at the top of the page while somebody waits for an answer that takes its time. */
(() => {
  const PATIENCE = 400;
  let awaited = 0;
  let timer;

  const show = (on) => document.documentElement.classList.toggle("is-waiting", on);

  function answered() {
    awaited -= 1;
    if (awaited) return;
    clearTimeout(timer);
    show(false);
  }

  // The answer itself is followed: an event would be lost when what sent the request has left the page meanwhile.
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.request.headers["Relais-Background"] || ctx.sourceElement?.matches?.("[data-advice]")) return;
    const { fetch } = ctx;
    ctx.fetch = (...given) => {
      awaited += 1;
      if (awaited === 1) timer = setTimeout(show, PATIENCE, true);
      return fetch(...given).finally(answered);
    };
  });
})();
