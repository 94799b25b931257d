// What was sent and not stored: why, when, and what to do about it.

import { chart } from "./chart.js";
import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, load, shared } from "./load.js";
import { bucketsOf, seriesOf } from "./range.js";
import { table } from "./table.js";

const SERIES = 5;

/** What to do, by reason; 'ingest why' says more. */
export const ADVICE = {
  __proto__: null,
  invalid: "The body is no JSON, or a field has the wrong shape. The answer names each fault: look at it in the browser's network tab.",
  "unknown-site": "The website id is not registered, or its site was deleted. Compare it with the tracker's line.",
  bot: "The user agent is a bot's. Nothing to do.",
  "blocked-address": "The client is on an ignore list, of the server or of the site. If it should count, take it out.",
  "too-large": "The body or the event is over its limit. Send less, or raise the limit.",
  "too-many-items": "The batch has too many messages. Split it.",
  "unknown-encoding": "The body is compressed in a way that is not understood. Send gzip, deflate, br, or none.",
  overloaded: "The queue was full or late. Clients were told to send again; if it lasts, the server needs more processors or a faster disk.",
  "log-unavailable": "The log could not be written. Clients were told to send again; check the disk.",
  stopping: "The server was stopping. Clients were told to send again: nothing to do.",
  fault: "A fault of the server, whose log has an error at that time: report it.",
  "log-full": "The log may take no more disk. Clients were told to send again; free disk, or raise its limit.",
  duplicate: "The same event had been stored before: a repeated sending, as it should be. Nothing to do.",
  "foreign-origin": "The event did not come from a page of the site's domains. If it should count, add its domain to the site.",
  timestamp: "The event has a timestamp, which this site takes of keys alone, or of nobody.",
  "address-rate": "One address sent more than it may. A backend sends with a key; a proxy has to name its clients.",
  "site-rate": "The site sends more than it may: raise its rate.",
  "wrong-key": "The key that came with it is none, or was revoked.",
};

/** Shows them. */
export async function show(main, context) {
  const [course, list] = [h("div", { class: "card chart-place" }), h("section", { class: "card", "aria-label": "Reasons" })];
  main.append(course, list);
  const reasons = shared(() => context.query("rejected", { filter: null, order: "events:desc" }));
  await Promise.all([
    load(course, async () => [(await reasons()).rows, (await context.query("rejected_traffic", { filter: null, unit: context.unit, limit: 10_000 })).rows], ([names, rows]) => courseOf(context, names, rows), context.signal),
    load(list, reasons, ({ rows }) => listOf(context, rows), context.signal),
  ]);
  announce("Rejections loaded");
}

function courseOf(context, reasons, rows) {
  const { range, unit, zone, signal } = context;
  if (reasons.length === 0) return empty("Nothing was rejected in this range.");
  const buckets = bucketsOf(range, unit, zone);
  const names = [...new Set(reasons.map((row) => row.reason))].slice(0, SERIES);
  const series = names.map((name) => ({ label: name, values: seriesOf(rows.filter((row) => row.reason === name), "events", buckets, context.now), text: format.count }));
  return chart({ label: `Rejections by ${unit}`, buckets, series, unit, zone, signal });
}

function listOf(context, rows) {
  if (rows.length === 0) return [h("h2", {}, "Reasons"), empty("Everything that was sent for this site was stored.")];
  const columns = [
    { id: "reason", label: "Reason", text: String },
    { id: "stage", label: "Stage", text: String },
    { id: "events", label: "Events", text: format.count, isNumber: true },
    { id: "last_minute", label: "Last", text: (value) => format.moment(Date.parse(value), context.zone), isNumber: true },
    { id: "advice", label: "What to do", isProse: true, text: (_, row) => ADVICE[row.reason] ?? "Not known to this page: ask 'ingest why' on the server." },
  ];
  return [h("h2", {}, "Reasons"), table({ label: "Reasons", columns, rows })];
}
