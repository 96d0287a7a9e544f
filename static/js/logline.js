// The log line: it opens at once and loses no key while the form is on its way, reads along while one types,
// Enter saves from anywhere, a digit chooses. Without this script the form does all of it, a page at a time.
const dialog = document.getElementById("dialog");
let early = null;
let asked = "";
const draft = `draft:${document.body.dataset.user || ""}:log`;

const form = () => document.getElementById("log-form");
const line = () => document.getElementById("id_q");
const writes = (node) => node.nodeName === "TEXTAREA" || (node.nodeName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(node.type));

// Whoever presses L types on: a bare field takes the keys until the form is there.
function openEarly(link) {
  early = document.createElement("textarea");
  early.rows = 1;
  early.setAttribute("aria-label", "What happened?");
  const shell = document.createElement("div");
  shell.className = "log log-input";
  const row = document.createElement("div");
  row.className = "log-line";
  row.append(early);
  shell.append(row);
  dialog.replaceChildren(shell);
  dialog.returnTo = link;
  asked = link.getAttribute("hx-get");
  early.value = JSON.parse(sessionStorage.getItem(draft) || "{}").q || "";
  dialog.showModal();
  early.focus();
  early.select();
}

document.addEventListener("input", (event) => {
  if (event.target !== early) return;
  if (early.value) sessionStorage.setItem(draft, JSON.stringify({ q: early.value }));
  else sessionStorage.removeItem(draft);
});

// The form does not come: what is typed waits as it is, on Enter or when Enter was pressed already.
function noForm(event) {
  if (!early || event.detail.target !== dialog || event.detail.requestConfig?.verb !== "get") return;
  early.dataset.alone = "yes";
  if (early.dataset.send) leave();
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, noForm);

function leave() {
  const text = early.value;
  if (!text.trim()) return;
  dialog.close();
  document.dispatchEvent(new CustomEvent("line:typed", { detail: { address: asked, text } }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[hx-target="#dialog"][hx-get*="/log/"]');
  if (!link || !dialog || dialog.open || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  openEarly(link);
}, true);

document.addEventListener("keydown", (event) => {
  // Enter before the form is there: saved as soon as it is.
  if (event.target !== early || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  early.dataset.send = "yes";
  if (early.dataset.alone) leave();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== dialog || !early) return;
  const [typed, start, end, send] = [early.value, early.selectionStart, early.selectionEnd, early.dataset.send];
  early = null;
  const field = line();
  if (!field) return;
  if (typed) {
    field.value = typed;
    field.setSelectionRange(start, end);
  }
  field.focus();
  if (typed) field.dispatchEvent(new Event("input", { bubbles: true }));
  // Not before htmx has taken the form over: else the browser would send it as a page.
  if (send) document.addEventListener("htmx:afterSettle", () => form()?.requestSubmit(), { once: true });
});

document.addEventListener("close", (event) => {
  if (event.target !== dialog) return;
  early = null;
  const opener = dialog.returnTo;
  dialog.returnTo = null;
  if (opener?.isConnected) opener.focus();
}, true);

// A draft that came back (drafts.js runs after us) has not been read yet.
function readDraft() {
  const field = line();
  const marks = document.getElementById("log-marks");
  if (field?.value && marks && marks.textContent !== field.value) field.dispatchEvent(new Event("read", { bubbles: true }));
}
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === dialog) setTimeout(readDraft); });
setTimeout(readDraft);

// Underlines stay only under what is still the same text.
function trimMarks() {
  const marks = document.getElementById("log-marks");
  if (!marks) return;
  const [now, then] = [line().value, marks.textContent];
  let same = 0;
  while (same < now.length && now[same] === then[same]) same += 1;
  if (same === then.length) return;
  const range = document.createRange();
  let left = same;
  for (const node of [...marks.childNodes]) {
    const length = node.textContent.length;
    if (left < length) {
      range.setStartBefore(node);
      range.setEndAfter(marks.lastChild);
      range.deleteContents();
      break;
    }
    left -= length;
  }
}

function choose(digit) {
  for (const question of form().querySelectorAll("#log-questions .ask")) {
    if (question.querySelector("input:checked") && !question.contains(document.activeElement)) continue;
    const radio = question.querySelector(`[data-digit="${digit}"]`);
    if (!radio) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  return false;
}

document.addEventListener("input", (event) => {
  if (event.target.form && event.target.form === form() && event.target === line()) trimMarks();
});

document.addEventListener("keydown", (event) => {
  const log = form();
  if (!log?.contains(event.target) || event.isComposing) return;
  const typing = writes(event.target);
  if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && (!typing || event.altKey) && choose(event.key)) {
    event.preventDefault();
    return;
  }
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey) return;
  if (/^(BUTTON|A)$/.test(event.target.nodeName) || event.target.id === "id_summary") return;
  event.preventDefault();
  log.requestSubmit(log.querySelector(".log-foot .btn-primary"));
});
