/* Warns before a session ends for idleness, in every tab at once; one click, or any deed elsewhere, and it goes on.
   data-idle: seconds without a deed after which it ends. data-warn: seconds before that. */
(() => {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("relais-session") : null;

  Relais.behavior("session-clock", (warning) => {
    const idle = Number(warning.dataset.idle) * 1000;
    const warn = Math.min(Number(warning.dataset.warn) * 1000, idle / 2);
    let deed = Date.now();

    function again(tell = true) {
      deed = Date.now();
      if (!warning.hidden) Relais.announce(warning.dataset.said);
      Relais.returnFocus(warning);
      warning.hidden = true;
      if (tell) channel?.postMessage("deed");
    }

    // A clock that is asked, not a timer that runs: a laptop that slept wakes to the truth.
    setInterval(() => {
      const left = deed + idle - Date.now();
      if (left <= 0) {
        if (!warning.dataset.over) {
          warning.dataset.over = "yes";
          warning.hidden = true;
          Relais.signedOut();
        }
      } else if (left <= warn && warning.hidden) warning.hidden = false;
    }, 1000);

    channel?.addEventListener("message", () => again(false));
    channel?.postMessage("deed");
    document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      const own = ctx.request.headers?.["Relais-Background"] === undefined;
      if (own && ctx.response && ctx.response.status !== 401) again();
    });
  });
})();
