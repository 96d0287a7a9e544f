// Forms with data-draft="some-name" keep what is typed in this tab until the server has it. Passwords never.
const owner = document.body.dataset.user || "";
const prefix = `draft:${owner}:`;
const waiting = `${prefix}sent`;
const kept = (field) => field.name && !/^(password|hidden|file|submit|button|search)$/.test(field.type);
const key = (form) => `${prefix}${form.dataset.draft}`;
const ticks = (field) => /^(checkbox|radio)$/.test(field.type);

function keep(form) {
  const values = {};
  for (const field of form.elements) {
    if (!kept(field) || (ticks(field) && !field.checked)) continue;
    if (field.value && field.value !== field.defaultValue) values[field.name] = field.value;
  }
  if (Object.keys(values).length) sessionStorage.setItem(key(form), JSON.stringify(values));
  else sessionStorage.removeItem(key(form));
}

function restore(form) {
  const found = sessionStorage.getItem(key(form));
  // A form that came back with errors already holds what was typed.
  if (!found || form.querySelector(".error-summary, .is-invalid")) return;
  for (const [name, value] of Object.entries(JSON.parse(found))) {
    const field = form.elements.namedItem(name);
    if (!field || (field.nodeName && !kept(field))) continue;
    field.value = value;
  }
}

function forget(form) {
  sessionStorage.removeItem(key(form));
}

const forms = (root) => root.querySelectorAll?.("form[data-draft]") ?? [];

if (owner) {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("draft:") && !name.startsWith(prefix)) sessionStorage.removeItem(name);
  }
  const sent = sessionStorage.getItem(waiting);
  const saved = document.querySelector("#undo > div, .note-success");
  if (sent && (saved || ![...forms(document)].some((form) => key(form) === sent))) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(waiting);
  forms(document).forEach(restore);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (owner && form?.dataset.draft) keep(form);
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.draft) sessionStorage.setItem(waiting, key(event.target));
  if (event.target.hasAttribute("data-sign-out")) sessionStorage.clear();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (owner) forms(event.detail.elt).forEach(restore);
});
document.addEventListener("htmx:afterRequest", (event) => {
  // A form that its own answer took off the page is no longer the event's element, only the request's.
  const form = event.detail.requestConfig.elt;
  if (form.dataset?.draft && event.detail.xhr.status < 300 && event.detail.requestConfig.verb !== "get") forget(form);
  sessionStorage.removeItem(waiting);
});
