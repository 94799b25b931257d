// The last thirty minutes, asked again every few seconds while the page is looked at.

import { bars } from "./breakdown.js";
import { chart } from "./chart.js";
import { query } from "./api.js";
import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, failure } from "./load.js";

const EVERY = 5000;
const MINUTE = 60_000;
const ROWS = 10;
const FIELDS = [
  ["url_path", "path", "Pages"],
  ["referrer_domain", "referrer", "Referrers"],
  ["country", "country", "Countries"],
  ["browser", "browser", "Browsers"],
  ["event_name", "event", "Events"],
];

/** Shows it, until another view is shown. */
export async function show(main, context) {
  const place = h("div", { class: "section" });
  main.append(place);
  let drawing = null;
  const refresh = async () => {
    if (document.hidden) return;
    const ask = (view) => query(context.site.id, view, { limit: 2000 }, context.signal);
    try {
      const [minutes, now] = await Promise.all([ask("realtime"), ask("realtime_now")]);
      if (place.contains(document.activeElement) && drawing) return;
      drawing?.abort();
      drawing = new AbortController();
      place.replaceChildren(...draw(context, minutes.rows, now.rows, Date.parse(minutes.until), drawing.signal));
    } catch (fault) {
      if (!context.signal.aborted) place.replaceChildren(failure(fault, refresh));
    }
  };
  await refresh();
  announce("Realtime loaded");
  const timer = setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh, { signal: context.signal });
  context.signal.addEventListener("abort", () => {
    clearInterval(timer);
    drawing?.abort();
  });
}

function draw(context, minutes, now, until, signal) {
  const all = now.find((row) => row.field === "");
  const first = Math.floor(until / MINUTE) * MINUTE - 29 * MINUTE;
  const buckets = Array.from({ length: 30 }, (_, at) => first + at * MINUTE);
  const byMinute = new Map(minutes.map((row) => [Date.parse(row.minute), row]));
  const series = [
    { label: "Views", values: buckets.map((at) => byMinute.get(at)?.views ?? 0), text: format.count },
    { label: "Visitors", values: buckets.map((at) => byMinute.get(at)?.visitors ?? 0), text: format.count },
  ];
  const pick = (filter) => (row) => (location.hash = `${context.link("overview").split("?")[0]}?${new URLSearchParams([["last", "today"], ["filter", `${filter}:${row.value}`]])}`);
  const lists = FIELDS.map(([field, filter, label]) => {
    const rows = now.filter((row) => row.field === field && !(filter === "referrer" && context.site.domains.includes(row.value))).sort((a, b) => b.visitors - a.visitors).slice(0, ROWS);
    return rows.length === 0 ? null : h("section", { class: "card", "aria-label": label }, h("h2", {}, label), bars(context, rows, { column: "value", filter, sort: "visitors", label, onPick: pick(filter) }));
  });
  const headline = h("div", { class: "card row" },
    h("p", {}, h("span", { class: "big", "data-now": true }, format.count(all?.visitors ?? 0)), " visitors in the last 30 minutes"),
    h("p", { class: "note" }, `${format.count(all?.events ?? 0)} events. Asked again every ${EVERY / 1000} seconds.`));
  return [
    headline,
    h("div", { class: "card" }, chart({ label: "Views and visitors by minute", buckets, series, unit: "minute", zone: context.zone, signal })),
    all ? h("div", { class: "cards" }, lists.filter(Boolean)) : empty("Nobody has been here in the last 30 minutes. This page goes on asking."),
  ];
}
