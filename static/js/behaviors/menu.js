/* Menus (details): Escape, a click elsewhere or leaving with Tab closes them; arrows walk through. */
(() => {
  const open = () => document.querySelectorAll("details.menu[open]");

  Relais.behavior("menu", (menu) => {
    const items = () =>
      [...menu.querySelectorAll(".menu__sheet :is(a, button, select, input:not([type=hidden]))")].filter((item) =>
        item.checkVisibility(),
      );
    menu.addEventListener("toggle", () => {
      if (!menu.open) return;
      open().forEach((other) => {
        if (other !== menu && !other.contains(menu)) other.open = false;
      });
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
        event.stopPropagation();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.target.matches("select")) return;
      event.preventDefault();
      menu.open = true;
      const all = items();
      const at = all.indexOf(document.activeElement);
      all[(at + step + all.length) % all.length]?.focus();
    });
  });

  document.addEventListener("pointerdown", (event) =>
    open().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    }),
  );
})();
