/* A mailto: link that takes the letter as it is now, with what the person changed in it. */
Relais.behavior("mail-letter", (link) => {
  link.addEventListener("click", () => {
    const text = document.getElementById("letter").value.replace(/\r?\n/g, "\r\n");
    const to = document.getElementById("email").value.trim();
    const subject = document.getElementById("decline-subject").textContent;
    link.href = `mailto:${encodeURIComponent(to).replace("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
  });
});
