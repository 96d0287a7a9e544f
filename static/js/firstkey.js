// The server prints a link with the key behind "#", which no server and no log ever sees.
const form = document.querySelector("form[data-first-key]");
const key = decodeURIComponent(location.hash.slice(1));
const field = form?.elements.namedItem("key");
if (field && /^[A-Za-z0-9-]{8,60}$/.test(key)) {
  field.value = key;
  history.replaceState(null, "", location.pathname);
  form.elements.namedItem("name").focus();
}
