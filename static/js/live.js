/* Live screens. One tab holds the event stream and tells the others; signals carry no content: the elements
   with that topic fetch their own fragment. Never touches a field being edited. */
(() => {
  const GROUP = 200;
  const SPREAD = { opportunities: 2000 };
  const FIRST = 8000; // the server greets a stream at once: who hears nothing has a proxy that keeps it for itself
  const SILENCE = 21000; // and pings every 15 s
  const POLL = 3000;
  const RETRY = 60000;
  const RETRY_SOON = 10000;
  const OWN = 3000;

  const ready = new Set();
  const deferred = new Set();
  const own = new Map();
  const before = new WeakMap();
  const addresses = new WeakMap();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("relais-live") : null;
  let indicator = null;
  let line = "live";
  let paused = sessionStorage.getItem("relais-paused") === "yes";
  let last = null;
  let leading = false;
  let stream = null;
  let watchdog, poller, flushing, retryAt;
  let failures = 0;
  let hiddenSince = 0;

  /* what is shown */
  function show() {
    if (!indicator) return;
    const state = paused ? "paused" : line;
    indicator.dataset.state = state;
    indicator.setAttribute("aria-pressed", String(paused));
    indicator.querySelector(".live__words").textContent = Relais.word(state);
    indicator.title = Relais.word(`${state}Title`);
  }

  function become(state) {
    if (state === "offline" && line !== "offline") Relais.announce(Relais.word("offlineTitle"));
    line = state;
    show();
    if (leading) channel?.postMessage({ kind: "state", state, last });
  }

  /* signals → elements */
  function hear(topic, id) {
    if (id) last = Math.max(last ?? 0, id);
    const wait = Math.random() * (SPREAD[topic] ?? 0);
    setTimeout(() => { ready.add(topic); if (!flushing) flushing = setTimeout(flush, GROUP); }, wait);
  }

  function flush() {
    flushing = null;
    if (paused || document.hidden || !ready.size) return;
    const topics = [...ready];
    ready.clear();
    const claimed = new Set();
    document.dispatchEvent(new CustomEvent("relais:signals", { detail: { topics, claim: (element) => claimed.add(element) } }));
    const found = new Set();
    for (const topic of topics) document.querySelectorAll(`[data-live~="${CSS.escape(topic)}"]`).forEach((element) => found.add(element));
    refetch(found, claimed);
  }

  function refetchAll() {
    ready.clear();
    document.dispatchEvent(new CustomEvent("relais:signals", { detail: { topics: ["*"], claim() {} } }));
    refetch(new Set(document.querySelectorAll("[data-live]")), new Set());
  }

  function refetch(found, claimed) {
    for (const element of found) {
      if (claimed.has(element) || [...found].some((other) => other !== element && other.contains(element))) continue;
      if (isEdited(element)) { deferred.add(element); continue; }
      before.set(element, element.textContent);
      addresses.set(element, element.getAttribute("hx-get"));
      htmx.trigger(element, "live", {}, false);
    }
  }

  function isEdited(element) {
    const focused = document.activeElement;
    if (element.contains(focused) && Relais.takesText(focused)) return true;
    return Boolean(element.querySelector("[data-dirty]") || element.closest("[data-dirty]"));
  }

  function retryDeferred() {
    const again = [...deferred].filter((element) => element.isConnected);
    deferred.clear();
    if (again.length && !paused) refetch(new Set(again), new Set());
  }
  document.addEventListener("focusout", () => setTimeout(retryDeferred, 50));
  document.addEventListener("relais:clean", () => setTimeout(retryDeferred));

  /* what a screen asks by itself is no deed of its owner: it never extends the session */
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.sourceEvent?.type === "live") ctx.request.headers["Relais-Background"] = "1";
  });

  /* a filter that was chosen while this waited in line has given the element another address */
  document.addEventListener("htmx:before:request", (event) => {
    const { sourceElement, sourceEvent } = event.detail.ctx;
    if (sourceEvent?.type !== "live" || addresses.get(sourceElement) === sourceElement.getAttribute("hx-get")) return;
    event.preventDefault();
    refetch(new Set([sourceElement]), new Set());
  });

  /* what I did myself does not glow */
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.request.method === "GET" || ctx.sourceElement?.matches?.("[data-advice]")) return;
    const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
    for (const element of [ctx.sourceElement?.closest?.("[data-live]"), target?.closest?.("[data-live]")]) {
      element?.dataset.live.split(/\s+/).forEach((topic) => own.set(topic, Date.now() + OWN));
    }
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const source = ctx.sourceElement;
    if (!source?.dataset?.live || ctx.request.method !== "GET") return;
    const element = document.getElementById(source.id) ?? source;
    const was = before.get(source);
    before.delete(source);
    if (was === undefined || was === element.textContent || element.dataset.liveQuiet !== undefined) return;
    if (element.dataset.live.split(/\s+/).some((topic) => (own.get(topic) ?? 0) > Date.now())) return;
    element.classList.add("is-fresh");
    setTimeout(() => element.classList.remove("is-fresh"), 2000);
    Relais.announceOthers(element.dataset.liveSaid);
  });

  /* the line */
  function open() {
    close();
    failures = 0;
    stream = new EventSource("/live");
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => poll(), SILENCE);
      failures = 0;
      stopPolling();
      if (line !== "live") become("live");
    };
    stream.addEventListener("ping", (event) => { alive(); standAt(Number(event.lastEventId)); });
    stream.addEventListener("signal", (event) => {
      alive();
      const id = Number(event.lastEventId) || 0;
      hear(event.data, id);
      channel?.postMessage({ kind: "signal", topic: event.data, id });
    });
    stream.addEventListener("reset", (event) => {
      alive();
      last = Number(event.lastEventId) || last;
      refetchAll();
      channel?.postMessage({ kind: "reset", id: last });
    });
    // A dropped line comes back by itself. A refused one (401, 503) is closed and asked about by polling, and so is
    // one that does not come back at once: a proxy may cut every stream.
    stream.onerror = () => {
      failures += 1;
      if (stream?.readyState === EventSource.CLOSED) poll();
      else if (failures > 1) poll(RETRY_SOON);
      else if (!navigator.onLine) become("offline");
    };
    watchdog = setTimeout(() => poll(), FIRST);
  }

  /** The stream stands at `id`: what came between this page and it is asked for. */
  function standAt(id) {
    if (!id || id <= (last ?? 0)) return;
    if (last === null) last = id;
    else catchUp();
  }

  function close() { stream?.close(); stream = null; clearTimeout(watchdog); }
  function stopPolling() { clearTimeout(poller); poller = null; }

  function poll(retry = RETRY) {
    close();
    retryAt ??= Date.now() + retry;
    if (!poller) ask();
  }

  async function ask() {
    poller = setTimeout(ask, POLL);
    const state = await catchUp();
    if (!poller) return;
    if (state) become(state);
    if (Date.now() > retryAt) { retryAt = null; stopPolling(); open(); }
  }

  /** Asks which topics changed since `last`; returns the state of the line. */
  async function catchUp(tell = true) {
    try {
      const answer = await fetch(`/live/since/${last ?? 0}`, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401) { close(); stopPolling(); Relais.signedOut(); return null; }
      if (!answer.ok) return "polling";
      const news = await answer.json();
      const first = last === null;
      last = Math.max(last ?? 0, news.last ?? 0);
      if (first) return "polling";
      if (news.reset) refetchAll();
      for (const topic of news.topics ?? []) {
        hear(topic, 0);
        if (tell) channel?.postMessage({ kind: "signal", topic, id: last });
      }
      return "polling";
    } catch { return "offline"; }
  }

  function lead() {
    leading = true;
    open();
    return new Promise(() => {});
  }

  function follow({ data }) {
    if (data.kind === "signal") hear(data.topic, data.id);
    else if (data.kind === "reset") { last = data.id; refetchAll(); }
    else if (data.kind === "state" && !leading) { become(data.state); standAt(data.last); }
    else if (data.kind === "hello" && leading) channel.postMessage({ kind: "state", state: line, last });
  }

  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) { hiddenSince = Date.now(); return; }
    if (Date.now() - hiddenSince > 30000 && last !== null) await catchUp(false);
    flush();
  });
  window.addEventListener("offline", () => become("offline"));
  window.addEventListener("online", () => { if (leading) { stopPolling(); open(); } });
  window.addEventListener("pagehide", close);

  Relais.behavior("live-indicator", (element) => {
    const first = !indicator;
    indicator = element;
    show();
    element.addEventListener("click", () => {
      paused = !paused;
      sessionStorage.setItem("relais-paused", paused ? "yes" : "no");
      show();
      Relais.announce(element.title);
      if (!paused) { retryDeferred(); flush(); }
    });
    if (!first) return;
    last = document.body.dataset.heard ? Number(document.body.dataset.heard) : null;
    channel?.addEventListener("message", follow);
    channel?.postMessage({ kind: "hello" });
    if (channel && navigator.locks) navigator.locks.request("relais-live", lead);
    else lead();
  });

  /** Whether the portal did not answer when it was last asked. */
  Relais.isCutOff = () => line === "offline";

  /** Refetches everything live on this page, e.g. after something was pasted in. */
  Relais.refresh = refetchAll;
})();
