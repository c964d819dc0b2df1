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

  document.addEventListener(
    "input",
    () => {
      typed = Date.now();
    },
    true,
  );

  function say(id, text) {
    const region = document.getElementById(id);
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => {
      region.textContent = text;
    }, 60);
    clearTimeout(kept[id]);
    kept[id] = setTimeout(() => {
      region.textContent = "";
    }, KEPT);
  }

  function flush() {
    const wait = Math.max(spoke + PAUSE, typed + TYPING) - Date.now();
    if (wait > 0) {
      timer = setTimeout(flush, wait);
      return;
    }
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
    if (!timer) timer = setTimeout(flush, 400);
  };

  // A count of results, a state: said when it says something else than before and the typing rests, not when the page
  // opens.
  const last = new Map();
  let tell = null;

  function tellStates() {
    const wait = typed + TYPING - Date.now();
    if (wait > 0) {
      tell = setTimeout(tellStates, wait);
      return;
    }
    tell = null;
    for (const element of document.querySelectorAll('[data-behavior~="announce"]')) {
      const text = element.textContent.trim();
      if (last.get(element.className) !== text) Relais.announce(text);
      last.set(element.className, text);
    }
  }

  Relais.behavior("announce", (element) => {
    const look = () => {
      if (!tell) tell = setTimeout(tellStates, 60);
    };
    if (Relais.ready) look();
    else last.set(element.className, element.textContent.trim());
    new MutationObserver(look).observe(element, { childList: true, characterData: true, subtree: true });
  });
})();
