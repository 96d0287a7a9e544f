// Every key presses a button or link that is on the page: data-key="l", "g d", "ctrl+k|/". What has no button (walking
// through a list, going to a page) stands in the dialog of all keys, which the server writes from its one table.
const WAIT = 1200;
const table = new Map();
for (const node of document.querySelectorAll("#keys [data-does]")) {
  for (const key of node.dataset.presses.split("|")) table.set(key, node);
}
const does = (pressed) => table.get(pressed === " " ? "Space" : pressed)?.dataset.does;
let first = "";
let timer = 0;
let about = null;

const typing = (node) => node.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && !/^(checkbox|radio|button|submit)$/.test(node.type));
const seen = (node) => node.getClientRects().length > 0;

function named(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `ctrl+${key}` : key;
}

function holder(pressed) {
  const dialog = document.querySelector("dialog[open]");
  const all = [...(dialog || document).querySelectorAll("[data-key]")].filter((node) => node.dataset.key.split("|").includes(pressed) && seen(node));
  const row = document.activeElement?.closest("[data-row]") || document.querySelector("[data-row][aria-current=true]");
  return all.find((node) => row?.contains(node)) || all.find((node) => !node.closest("[data-row]"));
}

function press(pressed) {
  const node = holder(pressed);
  if (!node) return false;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && node.type !== "checkbox") node.focus();
  else {
    // Whatever the click opens takes the focus at once.
    about = document.activeElement?.closest("[data-row]");
    node.click();
    about = null;
  }
  return true;
}

function walk(pressed) {
  const list = document.activeElement?.closest("[data-list]") || [...document.querySelectorAll("[data-list]")].find(seen);
  const rows = [...(list?.querySelectorAll("[data-row]") ?? [])].filter(seen);
  if (!rows.length) return false;
  const focused = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const inside = focused >= 0;
  // A list that shows one row unfolded is walked from there.
  const here = inside ? focused : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const act = does(pressed);
  if (act === "next") return step(rows, here + 1);
  if (act === "before") return step(rows, inside ? here - 1 : 0);
  if (act === "from-row" && inside) return step(rows, here + (pressed === "ArrowDown" ? 1 : -1));
  if (document.activeElement !== rows[here]) return false;
  if (act === "open") return tap(rows[here].querySelector("[data-main], a[href]"));
  if (act === "tick") return tap(rows[here].querySelector("input[type=checkbox]"));
  return false;
}

function go(pressed) {
  const address = table.get(pressed)?.dataset.goes;
  if (!address || document.querySelector("dialog[open]")) return false;
  location.assign(address);
  return true;
}

function step(rows, index) {
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function tap(node) {
  node?.click();
  return Boolean(node);
}

document.addEventListener("keydown", (event) => {
  // Alt itself, pressed anew between G and C, begins nothing new.
  if (/^(Alt|AltGraph|Control|Meta|Shift)$/.test(event.key)) return;
  if (event.defaultPrevented || event.isComposing || event.repeat && !/^[jk]|Arrow/.test(event.key)) return;
  const pressed = named(event);
  if (pressed.startsWith("ctrl+")) {
    if (pressed === "ctrl+z" && typing(event.target)) return;
    if (press(pressed)) event.preventDefault();
    return;
  }
  // WCAG 2.1.4: whoever switched single keys off holds Alt.
  if (typing(event.target) || event.altKey !== (document.body.dataset.keys === "off")) return;
  const both = first ? `${first} ${pressed}` : "";
  clearTimeout(timer);
  first = "";
  if ((both && (press(both) || go(both))) || press(pressed) || (!document.querySelector("dialog[open]") && walk(pressed))) {
    event.preventDefault();
  } else if (pressed === "g") {
    first = "g";
    timer = setTimeout(() => { first = ""; }, WAIT);
  }
});
// The log line that a key opens in a focused row is about whoever or whatever the row is of.
document.addEventListener("htmx:configRequest", (event) => {
  if (!about || event.detail.elt.dataset.key !== "l") return;
  const main = about.querySelector("[data-main]") ?? about.querySelector("a[href]");
  const [, kind, id] = main?.getAttribute("href")?.match(/^\/(clients|people)\/(\w{12})\//) ?? [];
  if (!id) return;
  event.detail.parameters[kind === "people" ? "person" : "client"] = id;
  const row = about;
  document.getElementById("dialog").addEventListener("close", () => row.isConnected && row.focus(), { once: true });
});
