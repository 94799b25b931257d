// The page: who looks at it, which site, which section. The address is the state; everything is drawn from it.

import { Problem, get, hasAnswer, query } from "./api.js";
import { announce, h } from "./dom.js";
import { failure } from "./load.js";
import * as overview from "./overview.js";
import { comparableOf, previousOf, rangeOf, unitOf } from "./range.js";
import { recorded } from "./recorded.js";
import { SECTIONS, changed, format, parse, shared } from "./route.js";
import { current, forget, takeFromAddress } from "./session.js";
import { signIn, wordsFor } from "./signin.js";
import { toolbar } from "./toolbar.js";

const USES = {
  overview: { hasUnit: true, hasComparison: true, hasFilters: true },
  realtime: null,
  events: { hasUnit: true, hasFilters: true },
  retention: { hasFilters: true },
  funnel: { hasFilters: true },
  journeys: { hasFilters: true },
  vitals: { hasUnit: true, hasFilters: true },
  hours: { hasFilters: true },
  rejections: { hasUnit: true },
  health: null,
};

// Loaded when somebody looks at them.
const MODULES = {
  overview: () => overview,
  realtime: () => import("./realtime.js"),
  events: () => import("./events.js"),
  retention: () => import("./retention.js"),
  funnel: () => import("./funnel.js"),
  journeys: () => import("./journeys.js"),
  vitals: () => import("./vitals.js"),
  hours: () => import("./hours.js"),
  rejections: () => import("./rejections.js"),
  health: () => import("./health.js"),
};

const main = document.getElementById("main");
let me = null;
let view = new AbortController();
let shown = "";

async function start() {
  takeFromAddress();
  document.getElementById("theme").addEventListener("click", () => dispatchEvent(new Event("themetoggle")));
  document.getElementById("signout").addEventListener("click", leave);
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  document.getElementById("site").addEventListener("change", (event) => {
    const { section, params } = parse(location.hash);
    params.delete("filter");
    location.hash = format({ site: event.target.value, section, params: shared(params) });
  });
  addEventListener("hashchange", () => {
    takeFromAddress();
    return me && current() ? render() : enter();
  });
  await enter();
}

async function enter() {
  if (!current()) return askForKey();
  try {
    me = await get("/api/me");
    await render();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 401 && problem.status !== 403) main.replaceChildren(failure(problem, enter));
    else if (current().isShare) refuseShare();
    else {
      forget();
      askForKey(wordsFor(problem));
    }
  }
}

function askForKey(reason) {
  document.body.dataset.state = "out";
  document.title = "Sign in \u2013 Ingest";
  signIn(main, (answer) => {
    me = answer;
    render();
  }, reason);
}

function refuseShare() {
  forget();
  document.body.dataset.state = "out";
  main.replaceChildren(h("div", { class: "card" }, h("h1", {}, "This link is no longer valid"), h("p", {}, "Whoever gave it to you has revoked it, or it was not copied as a whole. Ask for another.")));
}

function leave() {
  view.abort();
  forget();
  me = null;
  shown = "";
  history.replaceState(null, "", location.pathname);
  askForKey();
}

async function render() {
  const route = parse(location.hash);
  view.abort();
  view = new AbortController();
  if (me.sites.length === 0) return noSite();
  if (route.site === "") {
    history.replaceState(null, "", format({ ...route, site: me.sites[0].id }));
    return render();
  }

  const site = me.sites.find((each) => each.id === route.site);
  if (!site) return otherSite(format({ site: me.sites[0].id, section: "overview", params: new URLSearchParams() }));
  const sections = Object.keys(SECTIONS).filter((id) => (recorded ? recorded.sections.includes(id) : id !== "health" || me.canReadAll));
  if (recorded && !sections.includes(route.section)) route.section = "overview";
  const context = contextOf(site, route, view.signal);
  frame(context, sections);
  await section(context);
}

function noSite() {
  document.body.dataset.state = "out";
  main.replaceChildren(h("div", { class: "card" }, h("h1", {}, "No site yet"), h("p", {}, "This key may read no site that is in force. Add one on the server, then load this page again:"), h("pre", {}, "ingest site add --name \"My shop\" --domain shop.example.com")));
}

function otherSite(own) {
  document.body.dataset.state = "out";
  shown = "";
  main.replaceChildren(h("div", { class: "card" }, h("h1", {}, "Not a site of this key"), h("p", {}, "The address leads to a site that this key may not read, or that was deleted."), h("p", {}, h("a", { href: own }, "Go to a site that it may read"))));
}

function contextOf(site, route, signal) {
  const { params } = route;
  const { now, range, previous, comparable, unit, filters } = recorded ?? spansOf(params, site.timeZone);
  const isCompared = route.section === "overview" && params.get("compare") !== "0";
  const change = (changes) => (location.hash = format({ ...route, params: changed(params, changes) }));
  const context = {
    site, route, params, now, range, unit, filters, signal, change, me,
    zone: site.timeZone,
    previous: isCompared ? previous : null,
    comparable: isCompared ? comparable : null,
    link: (section) => format({ site: site.id, section, params: shared(params) }),
    addFilter: recorded ? null : (key, value) => context.putFilter(`${key}:${value}`),
    putFilter: (text, old = null) => change({ filter: [...new Set(old === null ? [...filters, text] : filters.map((each) => (each === old ? text : each)))] }),
    removeFilter: (text) => change({ filter: filters.filter((each) => each !== text) }),
  };
  const parametersOf = (more, span) => ({ since: new Date(span.since).toISOString(), until: new Date(span.until).toISOString(), tz: site.timeZone, filter: filters, ...more });
  context.query = (name, more = {}, span = range) => query(site.id, name, parametersOf(more, span), signal);
  context.has = (name, more) => hasAnswer(name, parametersOf(more, range));
  return context;
}

function spansOf(params, zone) {
  const now = Date.now();
  const range = rangeOf(Object.fromEntries(params), zone, now);
  return { now, range, previous: previousOf(range, zone), comparable: comparableOf(range, zone, now), unit: unitOf(range, params.get("unit")), filters: params.getAll("filter") };
}

function frame(context, shownSections) {
  const { site, route, link, me: { sites, name } } = context;
  const isShare = current()?.isShare === true;
  document.body.dataset.state = recorded ? "recorded" : isShare ? "shared" : "in";
  document.title = `${SECTIONS[route.section]} \u2013 ${site.name} \u2013 Ingest`;
  const picker = document.getElementById("site");
  picker.replaceChildren(...sites.map((each) => h("option", { value: each.id, selected: each.id === site.id }, each.name)));
  picker.parentElement.hidden = isShare;
  document.getElementById("shared-name").textContent = isShare ? site.name : "";
  document.getElementById("share").onclick = ({ currentTarget }) => share(context, currentTarget);
  document.getElementById("signout").title = `Signed in with the key '${name}'`;
  document.getElementById("sections").replaceChildren(...shownSections.map((id) =>
    h("li", {}, h("a", { href: link(id), "aria-current": id === route.section ? "page" : null }, SECTIONS[id]))));
  document.querySelector("#sections [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
}

async function share(context, opener) {
  const dialog = await import("./share.js");
  dialog.share(context, opener);
}

async function section(context) {
  const { section: id } = context.route;
  const place = `${context.site.id}/${id}`;
  const isNew = shown !== place;
  const title = h("h1", { tabindex: -1 }, SECTIONS[id]);
  const body = h("div", { class: `section ${id}` });
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  main.replaceChildren(h("div", { class: "section-head" }, title, USES[id] ? toolbar(context, USES[id]) : null), body);
  const again = focused?.id && focused !== main ? document.getElementById(focused.id) : null;
  if (again) again.focus({ preventScroll: true });
  else if (focused || (isNew && shown !== "")) title.focus({ preventScroll: true });
  if (isNew) scrollTo(0, 0);
  shown = place;
  announce(`Loading ${SECTIONS[id].toLowerCase()}`);
  try {
    const module = await MODULES[id]();
    if (!context.signal.aborted) await module.show(body, context);
  } catch (fault) {
    if (!context.signal.aborted) body.replaceChildren(failure(fault, render));
  }
  if (!context.signal.aborted) main.dataset.ready = location.hash;
}

start();
