/* The other language shows the same state: the address may have changed since the page was made, e.g. by filters. */
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[hreflang]");
  const asked = new URLSearchParams(location.search);
  if (!link || !new URLSearchParams(link.search).has("lang")) return;
  asked.set("lang", link.hreflang);
  link.search = asked;
});
