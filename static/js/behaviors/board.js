/* The board, live: a card that changed is fetched and put in its column, unless somebody is working on it.
   Relais.board shares placing and fetching with board-moves.js. */
(() => {
  const MANY = 20;
  const GLOW = 2000;
  const CROWD = 150;
  const OPEN = ["awaiting_consent", "received", "contacted", "interview", "offer"];
  const waiting = new Set();
  const asked = new Map();
  let own = 0;

  const root = () => document.getElementById("board");
  const reader = () => document.getElementById("board-reader");
  const cardOf = (id) => document.getElementById(`referral-${id}`);
  const idOf = (card) => Number(card.id.slice(9));
  const columnOf = (stage) => (OPEN.includes(stage) ? stage : "closed");
  const listOf = (stage) => root()?.querySelector(`[data-cards="${columnOf(stage)}"]`);
  const isRow = (card) => card.matches("tr");

  /** Whether somebody works on this card: it has the focus of a control, an open panel, typed text or is on its way. */
  function isBusy(card) {
    const focused = document.activeElement;
    if (card.querySelector("[data-dirty], [data-sending], .panel, .asked")) return true;
    return card.classList.contains("is-held") || (card.contains(focused) && Relais.takesText(focused));
  }

  function parse(html) {
    const mould = document.createElement("template");
    mould.innerHTML = html;
    return [...mould.content.querySelectorAll("[id^='referral-']")];
  }

  /** The first card of `list` that stands after `card` in the order of the board; undefined at the end. */
  function follower(list, card) {
    const clock = root().dataset.sort === "clock";
    const key = (one) => (clock ? Number(one.dataset.due) || Infinity : -Number(one.dataset.since));
    return [...list.querySelectorAll(":scope > .ticket")].find((other) => other !== card && key(other) > key(card));
  }

  function glow(card) {
    card.classList.add("is-fresh");
    setTimeout(() => card.classList.remove("is-fresh"), GLOW);
    const who = card.querySelector(".ticket__who")?.textContent ?? "";
    const stage = card.querySelector("[name=stage] option:checked, .ticket__ended")?.textContent ?? "";
    Relais.announceOthers(root().dataset.saidMoved.replace("{who}", who).replace("{stage}", stage));
  }

  function withTransition(card, old, change) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden || !document.startViewTransition;
    // A transition draws every card that lies off the screen too: in a crowd the card just goes.
    if (calm || !old || root().querySelectorAll(".ticket").length > CROWD) { change(); return; }
    const name = `ticket-${idOf(card)}`;
    old.style.viewTransitionName = name;
    document.startViewTransition(() => { change(); card.style.viewTransitionName = name; })
      .finished.finally(() => { card.style.viewTransitionName = ""; });
  }

  /** Puts `card` where it belongs. What lies beyond the part that is loaded comes when it is scrolled to. */
  function settle(card, old = null) {
    const list = listOf(card.dataset.stage);
    if (!list || (list.dataset.cards === "closed" && list.querySelector(".column__wait"))) { old?.remove(); card.remove(); return; }
    const next = follower(list, card);
    const more = list.querySelector(".column__more");
    if (!next && more) { old?.remove(); card.remove(); return; }
    root().classList.remove("board--empty");
    const change = () => { if (old !== card) old?.remove(); list.insertBefore(card, next ?? more ?? null); };
    if (old && old.parentElement === list && old.nextElementSibling === (next ?? more ?? null)) { if (old !== card) old.replaceWith(card); } 
    else withTransition(card, old, change);
  }

  /** Takes a freshly fetched card in. */
  function take(card, { force = false } = {}) {
    const old = cardOf(idOf(card));
    if (old && !force) {
      if (isBusy(old)) { waiting.add(idOf(card)); return; }
      const [had, has] = [Number(old.dataset.version), Number(card.dataset.version)];
      if (had > has || (had === has && ["turn", "due"].every((part) => old.dataset[part] === card.dataset[part]))) return;
    }
    const moved = !old || old.dataset.version !== card.dataset.version;
    const focused = old?.contains(document.activeElement);
    if (isRow(card)) { if (!old) return; old.replaceWith(card); } else settle(card, old);
    htmx.process(card);
    lock(card);
    if (focused) card.querySelector(".ticket__who")?.focus({ preventScroll: true });
    if (!force && moved && card.isConnected && Date.now() > own) glow(card);
  }

  function drop(id) {
    const old = cardOf(id);
    if (old && isBusy(old)) waiting.add(id);
    else old?.remove();
  }

  async function ask(path) {
    const answer = await fetch(path, { headers: { "HX-Request": "true", "HX-Request-Type": "partial", "Relais-Background": "1" }, cache: "no-store" });
    if (answer.status === 401) Relais.signedOut();
    return answer;
  }

  /** Fetches one card. Of two answers for the same card only the later question counts. */
  async function refresh(id, options) {
    const turn = (asked.get(id) ?? 0) + 1;
    asked.set(id, turn);
    try {
      const answer = await ask(`/referrals/${id}/card${root().dataset.query}`);
      if (asked.get(id) !== turn || !root()) return;
      if ([204, 403, 404].includes(answer.status)) drop(id);
      else if (answer.ok) parse(await answer.text()).forEach((card) => take(card, options));
    } catch { waiting.add(id); }
  }

  /** Fetches every column at once, when too much changed for single cards. */
  async function refreshAll() {
    try {
      const answer = await ask(`/referrals/board${root().dataset.query}`);
      if (!answer.ok || !root()) return;
      const mould = document.createElement("template");
      mould.innerHTML = await answer.text();
      if (isEmptyBoard(mould.content) || root().querySelector(".board-list")) { replaceWhole(mould.content); return; }
      for (const fresh of mould.content.querySelectorAll("[data-cards]")) reconcile(fresh);
      const figures = document.getElementById("board-figures");
      if (figures) htmx.trigger(figures, "live", {}, false);
    } catch { /* the line comes back, and asks again */ }
  }

  const isEmptyBoard = (content) => !content.querySelector("[data-cards]");

  function replaceWhole(content) {
    const fresh = content.getElementById("board");
    if (!fresh || [...root().querySelectorAll("[id^='referral-']")].some(isBusy)) return;
    root().replaceWith(fresh);
    htmx.process(fresh);
  }

  /** Makes a column equal to `fresh` without touching the cards on which somebody works. */
  function reconcile(fresh) {
    const list = listOf(fresh.dataset.cards);
    if (!list || fresh.dataset.cards === "closed") return;
    const cards = [...fresh.children];
    const kept = new Set(cards.map((card) => card.id).filter(Boolean));
    for (const old of [...list.children]) if (!kept.has(old.id) && !isBusy(old)) old.remove();
    for (const card of cards) {
      if (!card.id) { list.append(card); htmx.process(card); } else take(card);
    }
  }

  function retry() {
    if (!root() || !waiting.size) return;
    const again = [...waiting].filter((id) => !cardOf(id) || !isBusy(cardOf(id)));
    again.forEach((id) => { waiting.delete(id); refresh(id); });
  }

  document.addEventListener("relais:signals", ({ detail: { topics } }) => {
    if (!root()) return;
    const ids = topics.map((topic) => /^referral-(\d+)$/.exec(topic)?.[1]).filter(Boolean);
    if (topics.includes("*") || topics.includes("stages") || ids.length > MANY) refreshAll();
    else ids.forEach((id) => refresh(Number(id)));
  });
  document.addEventListener("focusout", () => setTimeout(retry, 60));
  // The next cards did not come: the way to all of them shows.
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx?.sourceElement?.closest?.(".column__more")?.classList.add("is-stuck"));
  document.addEventListener("relais:clean", () => setTimeout(retry));

  /** Marks the cards that this person may not move: of another office, or referred by themselves. */
  function lock(card) {
    const { me, offices } = reader().dataset;
    const mine = offices.split(" ").includes(card.dataset.office) && card.dataset.by !== me;
    card.classList.toggle("is-locked", !mine);
    const stage = card.querySelector(".ticket__stage");
    if (stage) stage.disabled = !mine;
  }

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!root() || ctx.request.method === "GET") return;
    const id = /^\/referrals\/(\d+)\/(?:stage|introduction)$/.exec(new URL(ctx.request.action, location.href).pathname)?.[1];
    const card = id && cardOf(id);
    if (!card || !root().contains(card)) return;
    own = Date.now() + 1500;
    lock(card);
    if (!isRow(card)) settle(card, card);
    if (card.querySelector(".asked")) return;
    (card.isConnected ? card.querySelector(".ticket__who") : root().querySelector(".ticket__who"))?.focus({ preventScroll: true });
  });

  // What was taken back from a toast returns to its column at once.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const id = /^\/referrals\/(\d+)\/moves\/\d+\/undo$/.exec(ctx.request.action)?.[1];
    if (id && root()) { own = Date.now() + 1500; refresh(Number(id)); }
  });

  // A page of a column that came late may hold cards that are here already.
  document.addEventListener("htmx:before:swap", () => setTimeout(() => {
    const seen = new Set();
    root()?.querySelectorAll(".ticket").forEach((card) => { if (seen.has(card.id)) card.remove(); seen.add(card.id); });
  }));

  Relais.behavior("board", (board) => {
    board.querySelectorAll("[id^='referral-']").forEach(lock);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) addedNodes.forEach((node) => { if (node.id?.startsWith("referral-")) lock(node); });
    }).observe(board, { childList: true, subtree: true });
    show(board, board.querySelector(".column:has(.ticket)")?.dataset.column ?? OPEN[1]);
    board.addEventListener("click", ({ target }) => {
      const jump = target.closest("[data-jump]");
      if (jump) show(board, jump.dataset.jump);
    });
  });

  /** On a phone one column is shown at a time. */
  function show(board, name) {
    board.classList.add("board--one");
    board.querySelectorAll(".column").forEach((column) => column.classList.toggle("is-shown", column.dataset.column === name));
    board.querySelectorAll("[data-jump]").forEach((jump) => jump.setAttribute("aria-pressed", String(jump.dataset.jump === name)));
  }

  Relais.board = { refresh, cardOf, idOf, settle: (card) => { if (!isRow(card)) settle(card, card); } };
})();
