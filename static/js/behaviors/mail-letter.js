/* A mailto: link that takes the letter as it is now, with what the person changed in it. */
Relais.behavior("mail-letter", (link) => {
  link.addEventListener("click", () => {
    const text = document.getElementById("letter").value.replace(/\r?\n/g, "\r\n");
    const to = encodeURIComponent(document.getElementById("email").value.trim()).replace("%40", "@");
    const subject = encodeURIComponent(document.getElementById("decline-subject").textContent);
    link.href = `mailto:${to}?subject=${subject}&body=${encodeURIComponent(text)}`;
  });
});
