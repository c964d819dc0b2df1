/* What to do when the portal answers with an error, or not at all: the page stays as it is and a sentence says why. */
(() => {
  const isLive = (ctx) => ctx.sourceElement?.matches?.("[data-live]") && ctx.request.method === "GET";

  // Advice while typing: when it does not come, nobody needs to know.
  const isAdvice = (ctx) => ctx.sourceElement?.matches?.("[data-advice]");

  // It is asked about one text: the rest of its form stays here.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!isAdvice(ctx)) return;
    ctx.request.body = new FormData();
    ctx.request.body.set(ctx.sourceElement.name, ctx.sourceElement.value);
  });

  /** Called when a session has ended: nothing that was typed may be lost. */
  Relais.signedOut = () => {
    if (document.querySelector("[data-dirty]")) {
      Relais.toast(Relais.word("signedOut"), { tone: "warning", link: "/sign-in", linkText: Relais.word("signIn") });
    } else location.reload();
  };

  // Everybody’s screens are told of the same change: those that were turned away must not come back together.
  const whenCalm = (response) => ((Number(response.headers.get("Retry-After")) || 5) + 5 * Math.random()) * 1000;

  function failedLive(element, response) {
    const { status } = response;
    if (status === 429 || status === 503) {
      setTimeout(() => { if (element.isConnected) htmx.trigger(element, "live", {}, false); }, whenCalm(response));
      return;
    }
    // What may no longer be seen goes away, a page's own subject with a word; anything else keeps what it shows.
    if (![403, 404, 410].includes(status) || !element.matches("li, tr, article, [data-live-gone]")) return;
    if (element.matches("li, tr") || document.querySelector(".gone")) { element.remove(); return; }
    const word = Object.assign(document.createElement("p"), { className: "gone reading soft", textContent: Relais.word("gone") });
    element.replaceWith(word);
    Relais.announceOthers(word.textContent);
  }

  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    const { status } = ctx.response;
    if (status < 400) return;
    if (status === 401) { event.preventDefault(); Relais.signedOut(); return; }
    if (isAdvice(ctx)) { event.preventDefault(); return; }
    if (isLive(ctx)) { event.preventDefault(); failedLive(ctx.sourceElement, ctx.response); return; }
    if (status === 429 || status >= 500) {
      event.preventDefault();
      Relais.toast(Relais.word(status === 429 || status === 503 ? "busy" : "failed"), { tone: "danger" });
    }
  });

  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (!ctx || ctx.response || isLive(ctx) || isAdvice(ctx)) return;
    Relais.toast(Relais.word("notSent"), { tone: "danger" });
  });

  // A page that the browser kept alive may be older than the sign-out.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
