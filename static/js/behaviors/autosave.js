/* A form that keeps itself: posts to data-autosave 800 ms after the last key and says so in [data-autosave-state].
   A JSON answer may give hidden fields new values, e.g. {"version": 3}, and the address at which the draft is found
   again after a reload: {"address": "/referrals/new?draft=12"}. */
(() => {
  const PAUSE = 800;
  const AGAIN = 5000;

  Relais.behavior("autosave", (form) => {
    const state = form.querySelector("[data-autosave-state]");
    const say = (word) => {
      if (state) state.textContent = Relais.word(word);
    };
    let sending = false;
    let asked = false;
    let told = false;

    async function save() {
      if (sending) {
        asked = true;
        return;
      }
      sending = true;
      asked = false;
      say("saving");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { Accept: "application/json", "X-CSRFToken": Relais.csrf() },
        });
        if (answer.status === 401) {
          Relais.signedOut();
          throw new Error("signed out");
        }
        if (!answer.ok) throw new Error(String(answer.status));
        if (answer.headers.get("Content-Type")?.includes("json")) take(await answer.json());
        if (!asked) Relais.clean(form);
        say("saved");
        told = false;
      } catch {
        say("unsaved");
        if (!told) Relais.announce(Relais.word("unsaved"));
        told = true;
        if (form.isConnected)
          setTimeout(() => {
            if (form.dataset.dirty !== undefined) later();
          }, AGAIN);
      }
      sending = false;
      if (asked) later();
    }

    function take({ address, ...values }) {
      if (address) history.replaceState(history.state, "", address);
      for (const [name, value] of Object.entries(values)) {
        const field = form.elements.namedItem(name);
        if (field?.type === "hidden") field.value = value;
      }
    }

    const later = Relais.later(save, PAUSE);
    form.addEventListener("input", () => {
      form.dataset.dirty = "";
      say("unsaved");
      later();
    });
    form.addEventListener("submit", () => Relais.clean(form));
  });
})();
