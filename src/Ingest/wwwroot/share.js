// Links that show the site to whoever has them: made, copied and revoked by who may, else the commands that do it.

import { get, send } from "./api.js";
import { copier } from "./copy.js";
import { dialog } from "./dialog.js";
import { h, spoken } from "./dom.js";
import * as format from "./format.js";
import { load } from "./load.js";

/** Opens the dialog. */
export function share(context, opener) {
  const { site, me, signal } = context;
  const { body } = dialog("Share", signal, opener, { isSmall: true });
  body.append(
    h("p", {}, "A share link shows the figures of ", h("strong", {}, site.name), " alone to whoever has it, without signing in, until it is revoked."),
    ...(me.isAdmin ? links(context) : commands(site)));
}

function commands(site) {
  const make = h("pre", {}, `ingest site share ${site.id}`);
  return [
    h("p", {}, "The key of this page may not make one. Sign in with an admin key, or make one on the server:"), make,
    h("p", { class: "controls" }, copier("Copy the command", make)),
    h("p", { class: "note" }, `'ingest site shares ${site.id}' lists them, 'ingest key revoke ID' takes one back.`),
  ];
}

function links({ site, zone, signal }) {
  const path = `/api/sites/${encodeURIComponent(site.id)}/shares`;
  const name = h("input", { id: "share-name", placeholder: site.name, autocomplete: "off" });
  const button = h("button", { class: "primary" }, "Make a link");
  const fault = h("p", { class: "fault", role: "alert" });
  const form = h("form", { class: "fields" }, h("label", { for: name.id }, "For whom"), name, button, fault);
  const made = h("div", { class: "made" });
  const list = h("div", { tabindex: -1 });
  const refresh = () => load(list, () => get(path, signal), ({ items }) => listOf(items, zone, revoke), signal);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    await tried(fault, async () => {
      const { id, url } = await send("POST", path, name.value.trim() ? { name: name.value.trim() } : {});
      const shown = h("pre", {}, url);
      made.dataset.share = id;
      made.replaceChildren(h("p", {}, "The link. Keep it now: it is not shown again."), shown, h("p", { class: "controls" }, copier("Copy the link", shown)));
      made.querySelector("button").focus();
      name.value = "";
      await refresh();
    });
    button.disabled = false;
  });
  const revoke = async (id) => {
    await tried(fault, () => send("DELETE", `${path}/${id}`));
    if (made.dataset.share === id) made.replaceChildren();
    await refresh();
    list.focus();
  };
  refresh();
  return [form, made, list];
}

async function tried(fault, act) {
  fault.textContent = "";
  try {
    await act();
  } catch (problem) {
    fault.textContent = problem.message;
  }
}

function listOf(shares, zone, revoke) {
  if (shares.length === 0) return h("p", { class: "note" }, "There is no link to this site.");
  const item = ({ id, name, createdAt }) => h("li", {}, h("span", {}, name, h("small", {}, ` made on ${format.moment(Date.parse(createdAt), zone)}`)), revoker(name, () => revoke(id)));
  return [h("h3", {}, "Links to this site"), h("ul", { class: "shares" }, shares.map(item))];
}

// It is for good: the second press does it, the first says so. A double click is one press.
function revoker(name, act) {
  const button = h("button", { type: "button" });
  let isSure = false;
  const draw = (next) => {
    isSure = next;
    button.replaceChildren(isSure ? "Revoke for good" : "Revoke", spoken(` the link ${name}`));
  };
  button.addEventListener("click", (event) => {
    if (event.detail > 1) return;
    if (!isSure) return draw(true);
    button.disabled = true;
    act();
  });
  button.addEventListener("blur", () => draw(false));
  draw(false);
  return button;
}
