/* A reason offers its messages, to the referrer and to the candidate: each is put in its field as long as nobody has
   written there by themselves. */
Relais.behavior("reason", (select) => {
  const fill = (selector, kind) => {
    const field = selector && document.querySelector(selector);
    const offered = [...select.options].map((option) => option.dataset[kind] ?? "");
    const text = select.selectedOptions[0]?.dataset[kind];
    if (!field || !text || !["", ...offered].includes(field.value.replaceAll("\r\n", "\n").trim())) return false;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  select.addEventListener("change", () => {
    const filled = [fill(select.dataset.reasonFor, "text"), fill(select.dataset.candidateFor, "candidate")];
    if (filled.some(Boolean)) Relais.announce(Relais.word("offered"));
  });
});
