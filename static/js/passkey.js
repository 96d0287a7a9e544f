// Passkeys. A form with data-passkey="create" or "get" asks the device and sends its answer; its hidden field is
// "credential". What the server asks stands in data-options, or is fetched from data-options-at.
const binary = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable({ publicKey }) {
  const keys = (list) => (list || []).map((key) => ({ ...key, id: binary(key.id) }));
  const asked = { ...publicKey, challenge: binary(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: binary(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = keys(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = keys(asked.allowCredentials);
  return { publicKey: asked };
}

function sendable(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (made.response[name]) response[name] = text(made.response[name]);
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults(),
  });
}

async function ask(form) {
  const asked = form.dataset.options || (await (await fetch(form.dataset.optionsAt, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  })).text());
  const options = readable(Object.values(JSON.parse(asked))[0]);
  if (form.dataset.passkey === "get") return navigator.credentials.get(options);
  const alone = form.elements.namedItem("passwordless")?.checked;
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: Boolean(alone),
    ...(alone && { userVerification: "required" }),
  };
  return navigator.credentials.create(options);
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.querySelector("[data-passkey-go]")?.addEventListener("click", () => form.requestSubmit());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    try {
      form.elements.namedItem("credential").value = sendable(await ask(form));
      form.submit();
    } catch (problem) {
      said.textContent = problem.name === "InvalidStateError" ? "This device is set up already." : "Nothing was sent: the device was not asked, or said no. Try again.";
    }
  });
}
