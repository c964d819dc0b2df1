/* Copies data-copy, or the text of the element that data-copy-from names. Also where the clipboard is not offered
   (http). */
Relais.behavior("copy", (button) => {
  button.addEventListener("click", async () => {
    const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = from ? (from.value ?? from.textContent) : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text, className: "sr-only" });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    Relais.toast(Relais.word("copied"));
  });
});
