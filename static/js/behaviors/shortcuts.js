/* Keys. Single keys can be switched off in the list that `?` opens, and never fire while somebody types. */
(() => {
  const PLACES = {
    h: "/",
    o: "/opportunities",
    r: "/referrals",
    p: "/producers",
    b: "/referrals/board",
    d: "/dashboard",
  };
  let going = 0;
  let off = localStorage.getItem("relais-keys") === "off";

  /** Whether a single key may act now. */
  Relais.keyIsFree = (event) =>
    !off &&
    !event.defaultPrevented &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    !Relais.takesText(event.target) &&
    !document.querySelector("dialog[open]");

  function walk(step) {
    const items = [...document.querySelectorAll("[data-key-item]")];
    if (!items.length) return false;
    const at = items.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
    items[Math.min(Math.max(at + step, 0), items.length - 1)].focus();
    return true;
  }

  const keys = {
    "/": () => Relais.openPalette(),
    "?": () => document.getElementById("shortcuts")?.showModal(),
    n: () => document.querySelector(".main__action :is(a, button)")?.click(),
    z: () => Relais.undo(),
    j: () => walk(1),
    k: () => walk(-1),
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      Relais.openPalette();
      return;
    }
    const types = Relais.takesText(event.target) && !event.target.matches("select");
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !types && Relais.undo()) {
      event.preventDefault();
      return;
    }
    if (!Relais.keyIsFree(event)) return;
    if (Date.now() - going < 1200) {
      going = 0;
      const place = document.querySelector(`:is(.rail, .tabbar) a[href="${PLACES[event.key]}"]`);
      if (place) {
        event.preventDefault();
        place.click();
      }
      return;
    }
    if (event.key === "g") {
      going = Date.now();
      return;
    }
    if (keys[event.key]) {
      if (keys[event.key]() !== false) event.preventDefault();
    }
  });

  Relais.behavior("keys-switch", (box) => {
    box.checked = !off;
    box.addEventListener("change", () => {
      off = !box.checked;
      localStorage.setItem("relais-keys", off ? "off" : "on");
    });
  });
})();
