// A sheet of choices (details.filter-sheet) closes as menus do: by Escape, and by a click anywhere else.
const open = () => document.querySelectorAll("details.filter-sheet[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of open()) {
    sheet.open = false;
    if (sheet.contains(document.activeElement)) sheet.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const sheet of open()) if (!sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("submit", (event) => {
  for (const sheet of open()) if (event.target.contains(sheet)) sheet.open = false;
});
