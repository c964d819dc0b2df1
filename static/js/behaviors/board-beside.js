/* What a card opens stands beside it, above everything, while somebody works in it; on a phone as a sheet. Whoever goes
   on to another place sees where they are: a panel without words closes then, one with words goes back into its card
   and comes out again with the focus. Relais.board.showBeside is shared with board.js and board-moves.js. */
(() => {
  const cardOf = (element) => element.closest("[id^='referral-']");

  function showBeside(panel) {
    if (!panel.matches(":popover-open")) panel.showPopover();
    const block = matchMedia("(max-width: 47.99rem)").matches ? "start" : "nearest";
    const show = () => cardOf(panel)?.scrollIntoView({ block, inline: "nearest" });
    show();
    requestAnimationFrame(show); // cards that come into sight are laid out only then, and move this one
  }
  Relais.behavior("beside-card", showBeside);

  function stepBack(panel) {
    if (panel.matches(".panel") && !panel.closest("[data-dirty]")) Relais.board.closePanel(cardOf(panel), false);
    else panel.hidePopover();
  }

  /** Lets each panel stand where it should while the focus is on this element. */
  function attend(element) {
    for (const panel of document.querySelectorAll(".beside-card")) {
      const isOpen = panel.matches(":popover-open");
      if (panel.contains(element) && !isOpen) {
        showBeside(panel);
        const below = element.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
        panel.scrollTop += Math.max(0, below); // a tall panel begins at its top
      }
      if (!isOpen || cardOf(panel).contains(element)) continue;
      stepBack(panel);
      // the card has grown
      if (element.closest("#board")) element.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  // Nothing moves under a finger that is pressing: the press would miss what it was meant for.
  let pressing = false;
  const release = () => {
    pressing = false;
    setTimeout(() => attend(document.activeElement));
  };
  document.addEventListener(
    "pointerdown",
    () => {
      pressing = true;
    },
    true,
  );
  document.addEventListener("pointerup", release, true);
  document.addEventListener("pointercancel", release, true);
  document.addEventListener("focusin", ({ target }) => {
    if (!pressing) attend(target);
  });

  Relais.board = { showBeside };
})();
