/* The board, live: a card that changed is fetched and put in its column, unless somebody is working on it.
   Relais.board shares placing and fetching with board-stage.js and board-moves.js. */
(() => {
  const MANY = 20;
  const GLOW = 2000;
  const CROWD = 150;
  const DEED = /^\/referrals\/(\d+)\/(stage|introduction|moves\/\d+\/undo)$/;
  const waiting = new Set();
  const asked = new Map();
  const underWay = new Set();

  const root = () => document.getElementById("board");
  const reader = () => document.getElementById("board-reader");
  const cardOf = (id) => document.getElementById(`referral-${id}`);
  const idOf = (card) => Number(card.id.slice(9));
  const columnOf = (name) => root()?.querySelector(`[data-cards="${name}"]`);
  const listOf = (stage) => columnOf(stage) ?? columnOf("closed");
  const isRow = (card) => card.matches("tr");

  /** The card that an own deed is about, and which deed it is. */
  function deedOf({ request }) {
    const [, id, deed] = (request.method !== "GET" && DEED.exec(new URL(request.action, location.href).pathname)) || [];
    return { id: Number(id), deed };
  }

  /** Whether somebody works on this card: it has the focus of a control, an open panel, typed text or is on its way. */
  function isBusy(card) {
    const focused = document.activeElement;
    if (underWay.has(idOf(card)) || card.querySelector("[data-dirty], [data-sending], .ticket__go, .panel, .asked")) return true;
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

  /** The card that is next in the order of the page, or the one before where `card` is the last of its list. */
  function neighbour(card) {
    const shown = [...root().querySelectorAll("[id^='referral-']")].filter((one) => one === card || one.checkVisibility());
    const at = shown.indexOf(card);
    const beside = [shown[at + 1], shown[at - 1]];
    return beside.find((one) => one?.parentElement === card.parentElement) ?? beside.find(Boolean);
  }

  /** Gives the focus to the name on the first of these cards that can be seen; to the board itself where none can. */
  function focusOn(...cards) {
    const card = cards.find((one) => one?.isConnected && one.checkVisibility());
    const place = card?.querySelector(".ticket__who") ?? root().querySelector(".board__columns, .table-frame");
    place?.focus({ preventScroll: true });
    (card ?? place)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Takes a card off the board; the focus that was on it goes to its neighbour. */
  function leave(card) {
    const held = card.contains(document.activeElement);
    const next = neighbour(card);
    card.remove();
    if (held) focusOn(next);
  }

  function withTransition(card, old, change) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden || !document.startViewTransition;
    // A transition draws every card that lies off the screen too: in a crowd the card just goes.
    if (calm || !old || root().querySelectorAll(".ticket").length > CROWD) { change(); return; }
    root().querySelectorAll(".is-travelling").forEach((other) => other.classList.remove("is-travelling"));
    old.classList.add("is-travelling");
    const travel = document.startViewTransition(() => { change(); card.classList.add("is-travelling"); });
    travel.ready.catch(() => {}); // a transition that another one overtakes is not drawn, but done
    travel.finished.finally(() => card.classList.remove("is-travelling"));
  }

  /** Puts `card` where it belongs, and the focus of the one that stood for it; then `arrived()`, which may come a moment
      later. What lies beyond the part that is loaded comes when it is scrolled to. */
  function settle(card, arrived = () => {}) {
    const list = listOf(card.dataset.stage);
    const old = cardOf(idOf(card));
    const more = list?.querySelector(".column__more") ?? null;
    const beyond = !list || (list.dataset.cards === "closed" && list.querySelector(".column__wait")) || (more && !follower(list, card));
    if (beyond) { if (old) leave(old); return; }
    root().classList.remove("board--empty");
    const before = () => follower(list, card) ?? more;
    const change = () => {
      const present = cardOf(idOf(card));
      const held = present?.contains(document.activeElement) && document.activeElement;
      const next = present && neighbour(present);
      if (present !== card) present?.remove();
      if (card.parentElement !== list || card.nextElementSibling !== before()) list.insertBefore(card, before());
      card.querySelectorAll(".beside-card").forEach(Relais.board.showBeside);
      if (held && card.contains(held) && held.checkVisibility()) held.focus({ preventScroll: true });
      else if (held) focusOn(card, next);
      arrived();
    };
    if (old?.parentElement === list && old.nextElementSibling === before()) change();
    else withTransition(card, old, change);
  }

  /** Puts a row in the place of the one that stood for it. */
  function replaceRow(row, arrived) {
    const old = cardOf(idOf(row));
    if (!old) return;
    const held = old.contains(document.activeElement);
    old.replaceWith(row);
    if (held) focusOn(row);
    arrived();
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
    (isRow(card) ? replaceRow : settle)(card, () => {
      htmx.process(card);
      if (!force && moved) glow(card);
    });
  }

  function drop(id) {
    const old = cardOf(id);
    if (old && isBusy(old)) waiting.add(id);
    else if (old) leave(old);
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
    for (const old of [...list.children]) if (!kept.has(old.id) && !isBusy(old)) leave(old);
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
    nameControls(card);
  }

  /** In a list of all controls each says whose it is. Done here: sixty cards would weigh a tenth more. */
  function nameControls(card) {
    const about = root().dataset.about.replace("{who}", card.querySelector(".ticket__who").textContent);
    for (const control of card.querySelectorAll(".ticket__stage, .ticket__more, .proposal__answer button")) {
      const name = control.ariaLabel ?? control.textContent.trim();
      if (!name.endsWith(about)) control.ariaLabel = name + about;
    }
  }

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { const { id } = deedOf(ctx); if (id) underWay.add(id); });

  // A card that was drawn anew meanwhile (by a filter) takes the answer; where it is gone, answers.js says a refusal.
  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    const { id } = root() ? deedOf(ctx) : {};
    if (id && ctx.target?.isConnected === false && cardOf(id)) ctx.target = cardOf(id);
  }, true);

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const { id } = root() ? deedOf(ctx) : {};
    const card = id && cardOf(id);
    if (!card || !root().contains(card)) return;
    if (!card.querySelector(".asked")) focusOn(card);
    if (!isRow(card)) settle(card);
  });

  // What was taken back from a toast returns to its column at once.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const { id, deed } = deedOf(ctx);
    if (!id) return;
    underWay.delete(id);
    if (!root()) return;
    if (deed.endsWith("undo")) refresh(id, { force: true });
    else retry();
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
    show(board, board.querySelector(".column:has(.ticket)")?.dataset.column ?? board.dataset.afterYes);
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

  Object.assign(Relais.board, { refresh, cardOf, idOf, deedOf, settle: (card) => { if (!isRow(card)) settle(card); } });
})();
