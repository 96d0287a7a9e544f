// What changes without a new page: announcements, focus, the waiting bar, and requests that failed.
const live = document.getElementById("live");
const waiting = document.getElementById("waiting");
const strip = document.getElementById("undo");
let under_way = 0;
// Where in a list the focus was when an answer was about to replace it. Of each answer: others may come meanwhile.
const places = new WeakMap();

function announce(text) {
  if (!live || !text) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

function busy(step) {
  under_way = Math.max(0, under_way + step);
  waiting?.classList.toggle("on", under_way > 0);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  busy(1);
  event.detail.target?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  busy(-1);
  event.detail.target?.removeAttribute("aria-busy");
});

// The server announces with the header HX-Trigger: {"announce": "164 clients"}
document.addEventListener("announce", (event) => announce(event.detail?.value ?? event.detail));

document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (answered.pathname.startsWith("/accounts/login/") && !location.pathname.startsWith("/accounts/")) {
    // The session ran out: sign in, then come back. A sign-in form inside a list would help nobody.
    event.detail.shouldSwap = false;
    location.assign(`${answered.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`);
    return;
  }
  const active = document.activeElement;
  const row = active?.closest("[data-row]");
  const list = row?.closest("[data-list]");
  if (list) places.set(event.detail.xhr, { list: list.id, index: [...list.querySelectorAll("[data-row]")].indexOf(row) });
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const spoken = part.matches?.("[data-announce]") ? part : part.querySelector?.("[data-announce]");
  if (spoken) announce(spoken.dataset.announce);
  const wanted = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
  const place = places.get(event.detail.xhr);
  if (wanted) wanted.focus();
  else if (place && document.activeElement === document.body) {
    const rows = document.getElementById(place.list)?.querySelectorAll("[data-row]") ?? [];
    const next = rows[Math.min(place.index, rows.length - 1)];
    if (next) { next.tabIndex = -1; next.focus(); }
  }
});

function say(text, again, label = "Try again") {
  if (!strip) return;
  const box = document.createElement("div");
  const words = document.createElement("span");
  words.setAttribute("role", "alert");
  words.textContent = text;
  box.append(words);
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "undo-do";
    button.textContent = label;
    button.addEventListener("click", () => { strip.replaceChildren(); again(); });
    box.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("data-close-undo", "");
  close.textContent = "Close";
  box.append(close);
  strip.replaceChildren(box);
}

document.addEventListener("say", (event) => say(event.detail.text, event.detail.again, event.detail.label));

function repeat(element) {
  return () => (element.requestSubmit ? element.requestSubmit() : element.click());
}

function failed(event) {
  const element = event.detail.elt;
  const status = event.detail.xhr?.status;
  const saving = event.detail.requestConfig?.verb !== "get";
  if (!navigator.onLine) say("You're offline. Nothing is lost.", repeat(element));
  else if (status === 403) say("Your role does not include this step.");
  else if (status === 404) say("This is no longer there. Reload the page to see what is.");
  else if (saving) say("That didn't save. Your text is still here.", repeat(element));
  else say("That didn't load. What you see is from before.", repeat(element));
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-undo]")) strip?.replaceChildren();
});
