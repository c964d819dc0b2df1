/* Light, dark, or as the system: at once, and kept by the server. */
Relais.behavior("theme", (form) => {
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter) return;
    event.preventDefault();
    document.documentElement.dataset.theme = submitter.value;
    form
      .querySelectorAll("[aria-pressed]")
      .forEach((button) => button.setAttribute("aria-pressed", String(button === submitter)));
    const body = new FormData(form);
    body.set("theme", submitter.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });
});
