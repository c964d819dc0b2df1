/* A reason offers its message: it is put in the field as long as nobody has written there by themselves. */
Relais.behavior("reason", (select) => {
  const field = document.querySelector(select.dataset.reasonFor);
  const offered = () => [...select.options].map((option) => option.dataset.text ?? "");
  select.addEventListener("change", () => {
    const text = select.selectedOptions[0]?.dataset.text;
    if (!field || !text || !["", ...offered()].includes(field.value.replaceAll("\r\n", "\n").trim())) return;
    field.value = text;
    Relais.announce(Relais.word("offered"));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
