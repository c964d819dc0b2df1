/* What is said aloud. Own actions at once; what others changed is grouped, at most once per 5 s, never while typing. */
(() => {
  const PAUSE = 5000;
  const TYPING = 1500;
  const KEPT = 4000; // a name that was said does not stay on the page: its person may withdraw
  let waiting = [];
  let timer = null;
  let spoke = 0;
  let typed = 0;
  const kept = {};

  document.addEventListener("input", () => { typed = Date.now(); }, true);

  function say(id, text) {
    const region = document.getElementById(id);
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 60);
    clearTimeout(kept[id]);
    kept[id] = setTimeout(() => { region.textContent = ""; }, KEPT);
  }

  function flush() {
    const wait = Math.max(spoke + PAUSE, typed + TYPING) - Date.now();
    if (wait > 0) { timer = setTimeout(flush, wait); return; }
    timer = null;
    const said = new Set(waiting);
    waiting = [];
    spoke = Date.now();
    say("say-others", said.size === 1 ? [...said][0] : Relais.word("changedMany"));
  }

  /** Says one's own action once. */
  Relais.announce = (text) => say("say-mine", text.trim());
  /** Says that somebody else changed something. */
  Relais.announceOthers = (text) => {
    waiting.push(text || Relais.word("changedOne"));
    timer ??= setTimeout(flush, 400);
  };

  // A count of results, a state: said when it changes, not when the page opens.
  Relais.behavior("announce", (element) => {
    if (Relais.ready) Relais.announce(element.textContent);
    new MutationObserver(() => Relais.announce(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
  });
})();
