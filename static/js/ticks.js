// Selecting rows of a list: counting, ranges by Shift, the whole page, everything; and the menu of one row.
// Without this script the boxes and the buttons below them do the same, a page at a time.
let last = null;

const bulk = () => document.getElementById("bulk");
const boxes = (form) => [...form.querySelectorAll('input[name="pick"]')];

function tell(form) {
  const all = boxes(form);
  const picked = all.filter((box) => box.checked);
  for (const box of all) box.closest("[data-row]").classList.toggle("picked", box.checked);
  const page = form.querySelector("[data-tick-page]");
  if (page) {
    page.checked = picked.length === all.length;
    page.indeterminate = picked.length > 0 && picked.length < all.length;
  }
  const everything = form.querySelector("[data-tick-all]");
  if (everything && picked.length < all.length) everything.checked = false;
  form.classList.toggle("some", picked.length > 0);
  const words = form.querySelector("[data-ticked]");
  if (words) words.textContent = everything?.checked ? "All selected" : `${picked.length} selected`;
}

function range(form, box) {
  const all = boxes(form);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) for (const each of all.slice(from, to + 1)) each.checked = box.checked;
}

document.addEventListener("click", (event) => {
  const form = bulk();
  const box = event.target;
  if (form?.contains(box) && box.name === "pick") {
    if (event.shiftKey && last) range(form, box);
    last = box;
  }
});

document.addEventListener("change", (event) => {
  const form = bulk();
  if (!form?.contains(event.target)) return;
  if (event.target.matches("[data-tick-page]")) for (const box of boxes(form)) box.checked = event.target.checked;
  if (event.target.matches("[data-tick-all]") && event.target.checked) for (const box of boxes(form)) box.checked = true;
  tell(form);
});

// Shift and Space on a row: everything since the last one selected. (Space alone: keys.js.)
document.addEventListener("keydown", (event) => {
  const row = document.activeElement;
  const form = bulk();
  if (event.key !== " " || !event.shiftKey || !form || !row?.matches("[data-row]") || !form.contains(row)) return;
  event.preventDefault();
  const box = row.querySelector('input[name="pick"]');
  box.checked = true;
  if (last) range(form, box);
  last = box;
  tell(form);
}, true);

document.addEventListener("click", (event) => {
  const form = bulk();
  if (event.target.closest("[data-untick]")) {
    for (const box of boxes(form)) box.checked = false;
    last = null;
    tell(form);
    form.querySelector("[data-row] a[href]")?.focus();
  }
  if (event.target.closest("[data-select-mode]")) {
    const on = form?.classList.toggle("selecting");
    event.target.closest("[data-select-mode]").setAttribute("aria-pressed", String(Boolean(on)));
  }
});

document.addEventListener("htmx:afterSettle", () => {
  const form = bulk();
  last = null;
  if (form && form.querySelector("[data-ticked]")) tell(form);
});

// One menu for all rows; it is told whose row it is when it opens.
const menu = document.getElementById("row-menu");
let opener = null;

function openMenu(button) {
  opener = button;
  const own = button.dataset.rowMenu;
  const person = button.dataset.rowPerson ?? own;
  for (const link of menu.querySelectorAll("[data-of-row]")) link.href = link.dataset.ofRow.replace("*", own).replace("~", person);
  for (const field of menu.querySelectorAll("[data-id-of-row]")) field.value = person;
  menu.showPopover();
  const box = button.getBoundingClientRect();
  const top = Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8);
  const left = Math.max(8, Math.min(box.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8));
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
  menu.querySelector("a, button").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-row-menu]");
  if (button && menu) openMenu(button);
  if (menu && event.target.closest("[data-tick-row]")) {
    const box = opener.closest("[data-row]").querySelector('input[name="pick"]');
    menu.hidePopover();
    box.click();
    box.focus();
  }
});
menu?.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("a, button")];
  const here = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    event.stopPropagation();
    items[(here + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus();
  } else if (event.key === "Escape") {
    menu.hidePopover();
    (opener.closest("[data-row]") ?? opener).focus();
  }
});
document.addEventListener("keydown", (event) => {
  const row = document.activeElement?.closest?.("[data-row]");
  if (event.key !== "." || event.ctrlKey || event.metaKey || event.altKey !== (document.body.dataset.keys === "off")) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.nodeName) && document.activeElement.type !== "checkbox") return;
  const button = row?.querySelector("[data-row-menu]");
  if (!button || !menu) return;
  event.preventDefault();
  openMenu(button);
});
