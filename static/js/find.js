// Find anything: arrows walk from the field into the results and back.
const palette = document.getElementById("find");

palette?.addEventListener("keydown", (event) => {
  const field = palette.querySelector("input[type=search]");
  const links = [...palette.querySelectorAll("#find-results a[href]")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" && links.length) {
    event.preventDefault();
    links[Math.min(here + 1, links.length - 1)].focus();
  } else if (event.key === "ArrowUp" && here >= 0) {
    event.preventDefault();
    (here ? links[here - 1] : field).focus();
  } else if (event.key === "Enter" && event.target === field && links.length) {
    event.preventDefault();
    links[0].click();
  } else if (here >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
    field.focus();
  }
});
