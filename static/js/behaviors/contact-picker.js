/* Fills name, e-mail and phone from the telephone's own book, where the browser offers it; hidden elsewhere. */
Relais.behavior("contact-picker", (button) => {
  const book = navigator.contacts;
  if (!book?.select) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const [person] = await book.select(["name", "email", "tel"]).catch(() => []);
    if (!person) return;
    const fields = button.form.elements;
    for (const [name, texts] of [
      ["name", person.name],
      ["email", person.email],
      ["phone", person.tel],
    ]) {
      const text = texts?.find((each) => each?.trim());
      if (text) fields.namedItem(name).value = text.trim();
    }
    button.form.dispatchEvent(new Event("input", { bubbles: true }));
    fields.namedItem("name").focus();
  });
});
