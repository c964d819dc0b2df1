/* The stage list of a card. What is chosen by pointer or from the opened list is sent at once; walking through the
   closed list by keys moves nobody: that waits for Enter or for its button, and is put back by Escape or by leaving
   (WCAG 3.2.2). Relais.board.send is shared with board-moves.js. */
(() => {
  const OPENERS = ["Enter", "F4"];
  const TYPING = 1000; // a space soon after a letter belongs to a name that is being typed
  const wanted = new Map();
  let walked = null;
  let typed = 0;

  const root = () => document.getElementById("board");
  const cardOf = (element) => element.closest("[id^='referral-']");
  const stageOf = (card) => card?.querySelector(".ticket__stage");
  const goesTo = (card, stage) => Boolean(stageOf(card)?.querySelector(`option[value="${stage}"]`));

  /** The chosen stage is shown first and sent then, so that a slow machine answers the hand at once. Of several choices
      the last one stands: it is sent when the answer to the first is here. */
  function send(card, to) {
    const form = card.querySelector(".ticket__move");
    stageOf(card).value = to;
    if (form.dataset.sending !== undefined) {
      wanted.set(Relais.board.idOf(card), to);
      return;
    }
    form.dataset.sending = "";
    const go = form.querySelector(".ticket__go");
    if (go === document.activeElement) stageOf(card).focus();
    go?.remove();
    Relais.afterPaint(() => form.requestSubmit());
  }

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const { id, deed } = Relais.board.deedOf(ctx);
    if (deed !== "stage") return;
    const [card, to] = [Relais.board.cardOf(id), wanted.get(id)];
    wanted.delete(id);
    delete card?.querySelector(".ticket__move")?.dataset.sending;
    if (!to || !stageOf(card) || card.dataset.stage === to || !(ctx.response?.status < 400)) return;
    if (goesTo(card, to)) send(card, to);
    else Relais.toast(root().dataset.saidNotThere, { tone: "warning" });
  });

  const isPending = (list) => list.value !== cardOf(list).dataset.stage && list.form.dataset.sending === undefined;

  /** Shows that the choice is not sent yet, and how it is. */
  function hold(list) {
    const go = list.form.querySelector(".ticket__go");
    if (!isPending(list)) {
      go?.remove();
      return;
    }
    if (go) return;
    list.after(document.getElementById("move-go").content.firstElementChild.cloneNode(true));
    Relais.announce(root().dataset.saidHeld);
  }

  function putBack(list) {
    if (!isPending(list)) return;
    list.value = cardOf(list).dataset.stage;
    hold(list);
    Relais.announce(root().dataset.saidNotMoved);
  }

  const listAt = ({ target }) => (target.matches?.(".ticket__stage") && root()?.contains(target) ? target : null);

  document.addEventListener(
    "keydown",
    (event) => {
      const list = listAt(event);
      if (list && event.key === "Enter" && isPending(list)) {
        event.preventDefault();
        send(cardOf(list), list.value);
        return;
      }
      if (event.key === "Escape" && event.target.closest?.(".ticket__move"))
        putBack(event.target.closest(".ticket__move").stage);
      if (!list) return;
      const opens =
        event.altKey || OPENERS.includes(event.key) || (event.key === " " && event.timeStamp - typed > TYPING);
      if (!opens && event.key.length === 1) typed = event.timeStamp;
      walked = opens ? null : list;
    },
    true,
  );
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (listAt(event)) walked = null;
    },
    true,
  );

  document.addEventListener("change", (event) => {
    const list = listAt(event);
    if (list) walked === list ? hold(list) : send(cardOf(list), list.value);
  });

  document.addEventListener("click", ({ target }) => {
    const go = target.closest?.(".ticket__go");
    if (go) send(cardOf(go), go.form.stage.value);
  });

  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const form = target.closest?.(".ticket__move");
    if (form && document.hasFocus() && !form.contains(relatedTarget)) putBack(form.stage);
  });

  Object.assign(Relais.board, { send, goesTo, stageOf });
})();
