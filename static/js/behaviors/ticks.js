/* Ticks of a list: one box ticks all that are shown, a figure says how many are. Boxes name the form they belong to. */
Relais.behavior("ticks", (form) => {
  const all = form.querySelector("[data-tick-all]");
  const said = form.querySelector("[data-ticked]");
  const boxes = () => [...document.querySelectorAll(`tr input[type=checkbox][form="${form.id}"]`)];
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    said.textContent = ticked || "";
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.(`tr input[form="${form.id}"]`)) count();
  });
  document.addEventListener("htmx:after:swap", count);
});
