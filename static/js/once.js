// Back shows a form as it was typed, but drawn anew: it keeps the token it had, so that saving it again adds nothing.
const fields = [...document.querySelectorAll('input[name="once"]')];
const kept = history.state?.once;

if (kept?.length === fields.length) fields.forEach((field, at) => (field.value = kept[at]));
else if (fields.length) history.replaceState({ ...history.state, once: fields.map((field) => field.value) }, "");
