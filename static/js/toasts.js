/* Toasts: their time stops while the pointer or the focus is on them, and they step aside for the focus. */
(() => {
  const box = () => document.getElementById("toasts");

  Relais.behavior("toast", (toast) => {
    let left = Number(toast.dataset.seconds) * 1000;
    let since = 0;
    let timer;
    const leave = () => {
      clearTimeout(timer);
      toast.classList.add("is-leaving");
      setTimeout(() => toast.remove(), 160);
      Relais.returnFocus(toast);
    };
    const stop = () => {
      clearTimeout(timer);
      if (since) left -= Date.now() - since;
      since = 0;
    };
    const run = () => {
      if (!left || since || toast.matches(":hover") || toast.contains(document.activeElement)) return;
      since = Date.now();
      timer = setTimeout(leave, Math.max(left, 1500));
    };
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("pointerleave", () => {
      stop();
      run();
    });
    toast.addEventListener("focusout", () => setTimeout(run));
    const cross = toast.querySelector("[data-close-toast]");
    if (cross) {
      cross.hidden = false;
      cross.addEventListener("click", leave);
    }
    toast.addEventListener("htmx:after:request", (event) => {
      if (event.detail.ctx.response.status < 400) leave();
    });
    const hint = toast.querySelector("form") ? Relais.word("undoKey") : "";
    Relais.announce(`${toast.querySelector("[data-announce]")?.textContent ?? ""} ${hint}`);
    run();
  });

  /** Takes back what the newest message offers to take back; false where none does. */
  Relais.undo = () => {
    const form = [...(box()?.querySelectorAll(".toast:not(.is-leaving) form") ?? [])].at(-1);
    form?.requestSubmit();
    return Boolean(form);
  };

  /** Shows a toast. `undo`: address that takes the change back; `target`: the element its answer replaces;
      `link` and `linkText`: a place to go in another tab; such a toast stays until it is closed. */
  Relais.toast = (text, { undo = "", target = null, tone = "", link = "", linkText = "" } = {}) => {
    const mould = document.getElementById("toast-mould");
    if (!mould || !box()) return;
    const toast = mould.content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-announce]").textContent = text;
    if (tone) {
      toast.classList.add(`toast--${tone}`);
      const symbol = toast.querySelector("use");
      symbol.setAttribute("href", symbol.getAttribute("href").replace(/#.*/, "#triangle-alert"));
    }
    const form = toast.querySelector("form");
    if (undo) {
      form.action = undo;
      form.setAttribute("hx-post", undo);
      if (target?.id) {
        form.setAttribute("hx-target", `#${CSS.escape(target.id)}`);
        form.setAttribute("hx-swap", "outerMorph");
      }
    } else form.remove();
    if (link) {
      const way = Object.assign(document.createElement("a"), {
        href: link,
        target: "_blank",
        textContent: linkText,
        className: "toast__button",
      });
      toast.querySelector("[data-announce]").after(way);
    }
    toast.dataset.seconds = link ? 0 : tone ? 20 : undo ? 10 : 6;
    while (box().children.length > 2) box().firstElementChild.remove();
    box().append(toast);
    window.htmx?.process(toast);
  };

  // Answers carry HX-Trigger: {"toast": {"text": …, "undo": …}}.
  let swapped = "";
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
    if (ctx.request.method !== "GET") swapped = target?.dataset?.live ? target.id : "";
  });
  document.addEventListener("toast", (event) => {
    const { text, undo, tone } = event.detail;
    const target = event.target.closest?.("[id][data-live]") ?? (swapped && document.getElementById(swapped));
    Relais.toast(text, { undo, tone, target });
  });

  document.addEventListener("focusin", ({ target }) => {
    const toasts = box();
    if (!toasts?.children.length || toasts.contains(target)) return;
    const one = target.getBoundingClientRect();
    const two = toasts.getBoundingClientRect();
    const covered = one.bottom > two.top && one.top < two.bottom && one.right > two.left && one.left < two.right;
    toasts.classList.toggle("toasts--aside", covered);
  });
})();
