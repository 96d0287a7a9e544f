// Two minutes before the session ends we ask; a click anywhere counts for every tab. When it has ended, sign in and come back.
const dialog = document.getElementById("idle");
const WARNING = 120;

if (dialog) {
  const limit = Number(dialog.dataset.seconds);
  const now = () => Math.floor(Date.now() / 1000);
  const seen = () => Number(localStorage.getItem("seen")) || 0;
  const sign = () => localStorage.setItem("seen", String(now()));
  let leaving = false;

  const look = () => {
    const idle = now() - seen();
    if (leaving) return;
    if (idle >= limit) {
      leaving = true;
      location.assign(`${dialog.dataset.address}?next=${encodeURIComponent(location.pathname + location.search)}`);
    } else if (idle >= limit - WARNING && !dialog.open) {
      dialog.showModal();
      dialog.querySelector("[data-focus]").focus();
    } else if (idle < limit - WARNING && dialog.open) dialog.close();
  };

  sign();
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) sign();
    look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 10_000);
}
