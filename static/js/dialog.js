// Native dialogs: openers, closing, and focus that goes back where it came from.
const openers = new WeakMap();

function open(dialog, opener) {
  if (!dialog || dialog.open) return;
  openers.set(dialog, opener || document.activeElement);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], [data-focus], input:not([type=hidden]), textarea, select, button:not([data-close])");
  if (first) first.focus();
  if (first && first.select && first.type === "search") first.select();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const opener = event.target.closest("[data-open]");
  const wanted = opener && document.getElementById(opener.dataset.open);
  if (wanted) {
    event.preventDefault();
    open(wanted, opener);
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.nodeName === "DIALOG") {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.nodeName !== "DIALOG") return;
  if (target.textContent.trim() || target.querySelector("form")) {
    open(target, event.detail.requestConfig?.elt);
    // htmx would focus once more when it settles, and take the place from whoever has pressed Tab meanwhile.
    const first = target.querySelector("[autofocus]");
    first?.focus();
    first?.removeAttribute("autofocus");
  } else target.close();
});

// The server closes a dialog with the header HX-Trigger: dialog:close
document.addEventListener("dialog:close", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

document.addEventListener("close", (event) => {
  const dialog = event.target;
  if (dialog.id === "dialog" || dialog.id === "drawer") dialog.replaceChildren();
  // What opened it may have been drawn anew meanwhile: a figure that was counted again.
  const opener = openers.get(dialog);
  const back = opener?.isConnected || !opener?.id ? opener : document.getElementById(opener.id);
  if (back?.isConnected) back.focus();
}, true);
