// Signing in: a key is all that it needs.

import { get } from "./api.js";
import { h } from "./dom.js";
import { forget, keep } from "./session.js";

/** Shows the form; `done` is called when the server knows the key. */
export function signIn(main, done, reason = "") {
  const fault = h("p", { class: "fault", role: "alert", id: "key-fault" }, reason);
  const key = h("input", { type: "password", id: "key", autocomplete: "current-password", spellcheck: "false", required: true, "aria-describedby": "key-fault key-help" });
  const onDevice = h("input", { type: "checkbox", id: "on-device" });
  const button = h("button", { class: "primary" }, "Sign in");
  const form = h("form", { class: "signin card" },
    h("h1", { tabindex: -1 }, "Sign in"),
    h("label", { for: "key" }, "Key"), key, fault,
    h("label", { class: "check", for: "on-device" }, onDevice, "Keep it on this device"),
    button,
    h("div", { id: "key-help", class: "note" },
      h("p", {}, "A key that may read is made on the server, and shown once:"),
      h("pre", {}, "ingest key create --name Dashboard --scope read:*"),
      h("p", {}, "For one site alone, write its id in place of the star. A share link signs in by itself.")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    fault.textContent = "";
    keep(key.value.trim(), { onDevice: onDevice.checked });
    try {
      done(await get("/api/me"));
    } catch (problem) {
      forget();
      fault.textContent = wordsFor(problem);
      key.focus();
      key.select();
    }
    button.disabled = false;
  });
  main.replaceChildren(form);
}

/** What a refused key is told. */
export function wordsFor(problem) {
  switch (problem.status) {
    case 401:
      return "The server does not know this key: it was mistyped, or revoked. See 'ingest key list --all'.";
    case 403:
      return "The server knows this key, but it may not read. Make one with --scope read:* or read:SITE.";
    default:
      return problem.message;
  }
}
