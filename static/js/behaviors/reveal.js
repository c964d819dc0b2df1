/* Shows the password of the field that aria-controls names, and hides it again when the form is sent. */
Relais.behavior("reveal", (button) => {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  if (!field) return;
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
});
