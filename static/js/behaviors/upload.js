/* A file is sent as soon as it is chosen, unless it is too big to be kept: then nothing travels. */
(() => {
  Relais.behavior("upload", (form) => {
    const input = form.querySelector("input[type=file]");
    const wait = form.querySelector("[data-wait]");
    form.querySelector("[type=submit]").hidden = true;
    const say = (text, wrong) => {
      wait.textContent = text;
      wait.classList.toggle("is-wrong", wrong);
    };
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > Number(form.dataset.most)) {
        input.value = "";
        say(form.dataset.tooBig, true);
        return;
      }
      say(wait.dataset.wait, false);
      form.requestSubmit();
    });
    // What was not taken in (no network, too many tries) may be chosen again.
    const again = () => {
      if (form.isConnected && !form.classList.contains("htmx-request")) {
        say("", false);
        input.value = "";
      }
    };
    for (const event of ["htmx:error", "htmx:finally:request"]) form.addEventListener(event, () => setTimeout(again));
  });
})();
