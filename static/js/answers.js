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

  const isTyped = (field) =>
    field.type !== "hidden" &&
    Relais.takesText(field) &&
    !field.matches("select") &&
    field.value !== field.defaultValue;
  const somethingTyped = () =>
    document.querySelector("[data-dirty]") ||
    [...document.querySelectorAll("form[method=post]")].some((form) => [...form.elements].some(isTyped));

  /** Called when a session has ended: nothing that was typed may be lost. `sent`: somebody just pressed a button. */
  Relais.signedOut = (sent = false) => {
    if (document.querySelector(".toast [href='/sign-in']")) return;
    if (!sent && !somethingTyped()) {
      location.reload();
      return;
    }
    Relais.toast(Relais.word("signedOut"), { tone: "warning", link: "/sign-in", linkText: Relais.word("signIn") });
  };

  // Everybody’s screens are told of the same change: those that were turned away must not come back together.
  const whenCalm = (response) => ((Number(response.headers.get("Retry-After")) || 5) + 5 * Math.random()) * 1000;

  function failedLive(element, response) {
    const { status } = response;
    if (status === 429 || status === 503) {
      setTimeout(() => {
        if (element.isConnected) htmx.trigger(element, "live", {}, false);
      }, whenCalm(response));
      return;
    }
    // What may no longer be seen goes away, a page's own subject with a word; anything else keeps what it shows.
    if (![403, 404, 410].includes(status) || !element.matches("li, tr, article, [data-live-gone]")) return;
    if (element.matches("li, tr") || document.querySelector(".gone")) {
      element.remove();
      return;
    }
    const word = Object.assign(document.createElement("p"), {
      className: "gone reading soft",
      textContent: Relais.word("gone"),
    });
    element.replaceWith(word);
    Relais.announceOthers(word.textContent);
  }

  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    const { status } = ctx.response;
    if (status < 400) return;
    if (status === 401) {
      event.preventDefault();
      Relais.signedOut(ctx.request.method !== "GET");
      return;
    }
    if (isAdvice(ctx)) {
      event.preventDefault();
      return;
    }
    if (isLive(ctx)) {
      event.preventDefault();
      failedLive(ctx.sourceElement, ctx.response);
      return;
    }
    if (status === 429 || status >= 500) event.preventDefault();
    // The portal's own errors say themselves what they are; a proxy's, and those whose place has gone, don't.
    if (ctx.response.headers.has("HX-Trigger")) return;
    if (status === 429 || status === 503) Relais.toast(Relais.word("busy"), { tone: "danger" });
    else if (status >= 500) Relais.toast(Relais.word("failed"), { tone: "danger" });
    else if (ctx.target?.isConnected === false) Relais.toast(Relais.word("overtaken"), { tone: "danger" });
  });

  // What its key has done already is done once more on purpose.
  document.addEventListener("deed-key", ({ target, detail }) => {
    const field = target.closest?.("form")?.elements.deed_key;
    if (field) field.value = detail.key;
  });

  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (!ctx || ctx.response || isLive(ctx) || isAdvice(ctx)) return;
    Relais.toast(Relais.word("notSent"), { tone: "danger" });
  });

  // A form that is sent where nobody answers would leave the browser's own page in its place.
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine && !Relais.isCutOff()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      Relais.toast(Relais.word("notSent"), { tone: "danger" });
    },
    true,
  );

  // A page that the browser kept alive may be older than the sign-out.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
