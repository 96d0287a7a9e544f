// The bell says how many notices are new: asked at most every two minutes in a tab, so that no page waits for it.
const bells = document.querySelectorAll("[data-bell]");
const place = `bell:${document.body.dataset.user || ""}`;
const EVERY = 120_000;

function show(count) {
  for (const bell of bells) {
    const mark = bell.querySelector(".count");
    mark.hidden = !count;
    mark.textContent = count > 99 ? "99+" : String(count);
    bell.setAttribute("aria-label", count ? `Notices, ${count} new` : "Notices");
  }
}

async function ask() {
  const known = JSON.parse(sessionStorage.getItem(place) || "{}");
  const looked = location.pathname === "/notices/";
  if (known.count !== undefined) show(looked ? 0 : known.count);
  if (!looked && Date.now() - (known.at || 0) < EVERY) return;
  try {
    const answer = await fetch(bells[0].dataset.bell, { headers: { "HX-Request": "true", "X-Unasked": "1" }, redirect: "manual" });
    if (answer.status !== 200) return;
    const { count } = await answer.json();
    sessionStorage.setItem(place, JSON.stringify({ count, at: Date.now() }));
    show(count);
  } catch {
    // The next page asks again.
  }
}

if (bells.length) {
  // After everything that the page itself needs.
  setTimeout(ask, 2_000);
  setInterval(() => { if (!document.hidden) ask(); }, EVERY);
}
