/* Moving a card: by “Move to…” with clicks alone, by keys (j k h l, m) and, with a pointer, by drag. */
(() => {
  const root = () => document.getElementById("board");
  const cardFrom = (element) => element?.closest?.("[id^='referral-']");
  const { send, goesTo, stageOf } = Relais.board;

  /* move to… */
  function openPanel(card) {
    const form = card.querySelector(".ticket__move");
    if (!form || card.classList.contains("is-locked")) return;
    if (form.querySelector(".panel")) {
      closePanel(card);
      return;
    }
    const panel = document.getElementById("move-panel").content.firstElementChild.cloneNode(true);
    const ways = panel.querySelector(".panel__ways");
    for (const group of stageOf(card).querySelectorAll("optgroup")) {
      ways.append(Object.assign(document.createElement("p"), { className: "panel__group", textContent: group.label }));
      for (const option of group.children) {
        const way = Object.assign(document.createElement("button"), {
          type: "button",
          className: "panel__way",
          textContent: option.textContent,
        });
        way.dataset.to = option.value;
        ways.append(way);
      }
    }
    const agreement = panel.querySelector("[data-agreement]");
    agreement.hidden =
      card.dataset.stage !== root().dataset.first ||
      goesTo(card, root().dataset.afterYes) ||
      Boolean(card.querySelector(".proposal--agreed"));
    agreement.href = `/referrals/${Relais.board.idOf(card)}/agreement`;
    const call = panel.querySelector("[data-call]");
    call.hidden = Boolean(card.querySelector(".ticket__who--unnamed"));
    call.href = `/referrals/${Relais.board.idOf(card)}?end=call`;
    const handover = panel.querySelector("[data-handover]");
    handover.href = `/referrals/handover?referral=${Relais.board.idOf(card)}`;
    handover.hidden = card.matches("[data-column=closed] *");
    const readable = `readable-${Relais.board.idOf(card)}`;
    panel.querySelector("[data-readable]").id = readable;
    panel.querySelectorAll("textarea").forEach((field) => field.setAttribute("aria-describedby", readable));
    form.append(panel);
    Relais.board.showBeside(panel);
    window.htmx?.process(panel);
    form.querySelector("[data-move]").setAttribute("aria-expanded", "true");
    (agreement.hidden ? ways.querySelector("button") : agreement)?.focus();
  }

  function unfold(button) {
    const notes = button.nextElementSibling;
    notes.hidden = !notes.hidden;
    button.setAttribute("aria-expanded", String(!notes.hidden));
    if (!notes.hidden) notes.querySelector("textarea").focus();
  }

  function closePanel(card, refocus = true) {
    const form = card?.querySelector(".ticket__move");
    form?.querySelector(".panel")?.remove();
    const opener = form?.querySelector("[data-move]");
    opener?.setAttribute("aria-expanded", "false");
    if (form) Relais.clean(form);
    if (refocus) opener?.focus();
    document.dispatchEvent(new CustomEvent("relais:clean"));
  }

  document.addEventListener("click", (event) => {
    const card = cardFrom(event.target);
    if (!card || !root()?.contains(card)) return;
    if (event.target.closest("[data-move]")) openPanel(card);
    else if (event.target.closest("[data-close-panel]")) closePanel(card);
    else if (event.target.closest("[data-notes]")) unfold(event.target.closest("[data-notes]"));
    else if (event.target.closest("[data-to]")) send(card, event.target.closest("[data-to]").dataset.to);
    else if (event.target.closest("[data-leave]")) {
      event.preventDefault();
      Relais.board
        .refresh(Relais.board.idOf(card), { force: true })
        .then(() => Relais.board.cardOf(Relais.board.idOf(card))?.querySelector(".ticket__who")?.focus());
    }
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea") && root()?.contains(target)) target.form.dataset.dirty = "";
  });

  // A change that did not reach the server is not shown as if it had.
  const putBack = ({ detail: { ctx } }) => {
    const select = ctx?.sourceElement?.querySelector?.(".ticket__stage");
    if (
      select &&
      root()?.contains(select) &&
      (!ctx.response || ctx.response.status >= 500 || ctx.response.status === 429)
    ) {
      select.value = cardFrom(select).dataset.stage;
      Relais.board.settle(cardFrom(select));
    }
  };
  document.addEventListener("htmx:error", putBack);
  document.addEventListener("htmx:after:request", putBack);

  /* keys: from card to card by their order in the page, without asking what lies off the screen to be laid out */
  const CARD = "[id^='referral-']";

  function goTo(card) {
    card.querySelector(".ticket__who").focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function walk(card, step) {
    const next = step > 0 ? card.nextElementSibling : card.previousElementSibling;
    if (next?.matches(CARD)) goTo(next);
  }

  function cross(card, step) {
    const columns = [...root().querySelectorAll("[data-column]")];
    const at = [...card.parentElement.querySelectorAll(`:scope > ${CARD}`)].indexOf(card);
    for (let i = columns.indexOf(card.closest("[data-column]")) + step; columns[i]; i += step) {
      const cards = columns[i].querySelectorAll(
        `.column__fold[open] ${CARD}, :not(.column__fold) > .column__cards > ${CARD}`,
      );
      if (cards.length) {
        goTo(cards[Math.min(at, cards.length - 1)]);
        return;
      }
    }
  }

  /** The buttons that answer a proposed introduction; nothing where there are none. */
  function answer(card) {
    const accept = card.classList.contains("is-locked") ? null : card.querySelector(".proposal__answer button");
    accept?.focus();
    accept?.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: (card) => walk(card, 1),
    k: (card) => walk(card, -1),
    h: (card) => cross(card, -1),
    l: (card) => cross(card, 1),
    m: openPanel,
    a: answer,
  };

  document.addEventListener(
    "keydown",
    (event) => {
      const card = cardFrom(event.target);
      if (!card || !root()?.contains(card)) return;
      const panel = event.target.closest(".panel");
      if (panel && event.key === "Escape") {
        event.preventDefault();
        closePanel(card);
        return;
      }
      if (panel && ["ArrowDown", "ArrowUp"].includes(event.key) && event.target.matches(".panel__way")) {
        event.preventDefault();
        const ways = [...panel.querySelectorAll(".panel__way:not([hidden])")];
        ways[(ways.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1) + ways.length) % ways.length].focus();
        return;
      }
      if (keys[event.key] && Relais.keyIsFree(event)) {
        event.preventDefault();
        keys[event.key](card);
      }
    },
    true,
  );

  /* drag */
  function place(event) {
    const { item: card, from, to, oldDraggableIndex: at } = event;
    card.classList.remove("is-held");
    root()
      .querySelectorAll(".column")
      .forEach((column) => column.classList.remove("is-shut", "is-target"));
    if (from === to) return;
    const column = to.dataset.cards;
    if (goesTo(card, column)) {
      send(card, column);
      return;
    }
    from.insertBefore(card, from.querySelectorAll(":scope > .ticket")[at] ?? from.querySelector(".column__more"));
    if (column === "closed") openPanel(card);
    else if (card.dataset.stage === root().dataset.first) {
      const accept =
        column === root().dataset.afterYes && card.querySelector(".proposal--yes ~ .proposal__answer [value=accepted]");
      if (accept) {
        accept.click();
        return;
      } // they have said yes: receiving them is accepting
      const { saidAskFirst, askFirst } = root().dataset;
      Relais.toast(saidAskFirst, {
        tone: "warning",
        link: `/referrals/${Relais.board.idOf(card)}/agreement`,
        linkText: askFirst,
      });
    } else Relais.toast(root().dataset.saidNotThere, { tone: "warning" });
  }

  function hold({ item: card }) {
    card.classList.add("is-held");
    for (const column of root().querySelectorAll(".column")) {
      const name = column.dataset.column;
      const may =
        name === "closed" ? card.querySelector(".ticket__stage") : name === card.dataset.stage || goesTo(card, name);
      column.classList.toggle("is-shut", !may);
    }
  }

  function allowDrag(board) {
    for (const list of board.querySelectorAll("[data-cards]")) {
      window.Sortable.create(list, {
        group: "board",
        sort: false,
        draggable: ".ticket:not(.is-locked)",
        filter: "select, button, textarea, summary, .panel, .asked",
        preventOnFilter: false,
        animation: 0,
        scroll: true,
        bubbleScroll: true,
        ghostClass: "is-held",
        onStart: hold,
        onEnd: place,
      });
    }
  }

  Relais.behavior("board-drag", (board) => {
    if (!matchMedia("(pointer: fine)").matches || !document.body.classList.contains("is-recruiter")) return;
    if (window.Sortable) allowDrag(board);
    // the board's own script comes after this one
    else window.addEventListener("load", () => allowDrag(board), { once: true });
  });

  Relais.board.closePanel = closePanel;
})();
