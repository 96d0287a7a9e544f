// My day: the row that has the focus is the unfolded one, and writing to somebody also drafts the touchpoint.
function unfold(row) {
  for (const other of document.querySelectorAll("#queue > [aria-current]")) if (other !== row) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#queue > [data-row]");
  if (row) unfold(row);
});
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#queue > [data-row]");
  if (row && !event.target.closest("a, button, summary, input, [popover]")) row.focus();
  const link = event.target.closest?.("[data-also]");
  // The mail program opens by the link itself; what was written is then confirmed in the log line.
  if (link) document.getElementById(link.dataset.also)?.click();
});
// After a swap the first row is unfolded again, unless another one has the focus.
document.addEventListener("htmx:afterSettle", () => {
  const row = document.activeElement?.closest("#queue > [data-row]");
  if (row) unfold(row);
});
// A day drawn anew takes the focus when nothing has it: the browser may give it back from a closed dialog too late, to a
// row that is gone.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "day") return;
  setTimeout(() => { if (document.activeElement === document.body) document.querySelector("#queue > [aria-current]")?.focus(); });
});
