// Log lines that could not be sent wait in this tab, and are sent as soon as the server answers again. Each keeps the
// token of its form, so a line that had arrived after all is not saved a second time.
const owner = document.body.dataset.user || "";
const place = `draft:${owner}:waiting-lines`;
const EVERY = 15_000;
let sending = false;
let timer = 0;

const read = () => JSON.parse(sessionStorage.getItem(place) || "[]");
const write = (lines) => (lines.length ? sessionStorage.setItem(place, JSON.stringify(lines)) : sessionStorage.removeItem(place));
const same = (one, other) => one.token === other.token && one.body === other.body;
const drop = (line) => write(read().filter((each) => !same(each, line)));
const say = (text, more) => document.dispatchEvent(new CustomEvent("say", { detail: { text, ...more } }));
const told = (count) => (count === 1 ? "1 line waits and is" : `${count} lines wait and are`);

function line(address, values) {
  values.delete("csrfmiddlewaretoken");
  return { address, token: values.get("form_token"), body: new URLSearchParams([...values]).toString() };
}

function wait(added) {
  write([...read().filter((each) => each.token !== added.token), added]);
  later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, EVERY);
}

function settled(sent) {
  drop(sent);
  const form = document.getElementById("log-form");
  if (!form || !same(line(form.getAttribute("action"), new FormData(form)), sent)) return;
  sessionStorage.removeItem(`draft:${owner}:log`);
  form.closest("dialog")?.close();
}

function show(html) {
  const strip = document.getElementById("undo");
  const found = new DOMParser().parseFromString(html, "text/html").getElementById("undo");
  strip.replaceChildren(...found.childNodes);
  window.htmx?.process(strip);
  document.body.dispatchEvent(new CustomEvent("touch-logged"));
}

// A line that the server asks something about goes back into the log line, unless another one is being written there.
function giveBack(asked) {
  const draft = `draft:${owner}:log`;
  if (sessionStorage.getItem(draft) || document.getElementById("log-form")) return false;
  const values = Object.fromEntries([...new URLSearchParams(asked.body)].filter(([name]) => name === "q" || name === "summary"));
  sessionStorage.setItem(draft, JSON.stringify(values));
  drop(asked);
  say("A line that waited needs a word from you.", {
    label: "Open it",
    again: () => document.querySelector('.logline, .raised')?.click(),
  });
  return true;
}

async function one(waiting) {
  const body = new URLSearchParams(waiting.body);
  body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
  const answer = await fetch(waiting.address, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (new URL(answer.url).pathname.startsWith("/accounts/login/") || answer.status === 401) {
    say(`Sign in again: ${told(read().length)} sent then.`);
    return false;
  }
  if (answer.status === 422) return giveBack(waiting);
  if (!answer.ok) return false;
  show(await answer.text());
  settled(waiting);
  return true;
}

async function send() {
  if (sending || !owner || !read().length) return;
  sending = true;
  try {
    for (const waiting of read()) if (!(await one(waiting))) break;
  } catch {
    // Nobody answers yet.
  }
  sending = false;
  if (read().length) later();
}

const unreachable = (event) => event.type !== "htmx:responseError" || [502, 503, 504].includes(event.detail.xhr?.status);

function failed(event) {
  const form = event.detail.requestConfig?.elt;
  if (form?.id !== "log-form" || event.detail.requestConfig.verb !== "post" || !unreachable(event)) return;
  wait(line(form.getAttribute("action"), new FormData(form)));
  if (navigator.onLine) return; // the server alone is away: the line stays open, and is tried again meanwhile
  sessionStorage.removeItem(`draft:${owner}:log`);
  form.closest("dialog")?.close();
  say(`You're offline. Nothing is lost: ${told(read().length)} sent when you are back.`);
}
if (owner) for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

// A line typed while its form could not even be fetched (logline.js): taken as it is.
document.addEventListener("line:typed", (event) => {
  const { address, text } = event.detail;
  const asked = new URL(address, location.href);
  const values = new URLSearchParams([...asked.searchParams, ["q", text], ["form_token", uuid()]]);
  // My day's own form knows whom its row is about, and that it was a call unless it says otherwise.
  const about = /^\/day\/(\w+)\//.exec(asked.pathname);
  if (about) {
    for (const name of ["person", "client"]) values.set(name, about[1]);
    if (!values.has("kind")) values.set("kind", "call");
  }
  wait(line(asked.pathname, values));
  sessionStorage.removeItem(`draft:${owner}:log`);
  say(`Nothing is lost: ${told(read().length)} sent as soon as the server answers.`);
});

// crypto.randomUUID is only there over https, and a firm may run this on its own network without.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

// Whoever goes on writing decides anew what is sent.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.id === "log-form") write(read().filter((each) => each.token !== new FormData(form).get("form_token")));
});
window.addEventListener("beforeunload", (event) => { if (owner && read().length) event.preventDefault(); });
window.addEventListener("online", send);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig.elt?.id === "log-form") drop(line(event.detail.requestConfig.path, new FormData(event.detail.requestConfig.elt)));
  if (event.detail.successful && read().length) send();
});
send();
