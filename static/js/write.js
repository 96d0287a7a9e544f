// Opening one's own mail program notes that a mail was begun; the page then asks whether it was sent.
// Without this script the button below the addresses does the same.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-writes]");
  const form = link && document.getElementById(link.dataset.writes);
  if (!form) return;
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" }).then(() => {
    if (!document.getElementById("h-draft")) location.reload();
  });
});
