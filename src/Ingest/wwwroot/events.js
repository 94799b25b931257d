// Custom events: how many, when, what their data says, and what they earned.

import { chart } from "./chart.js";
import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, load, shared } from "./load.js";
import { bucketsOf, seriesOf } from "./range.js";
import { table } from "./table.js";

const SERIES = 5;

/** Shows them; with an event in the address, that one. */
export async function show(main, context) {
  const event = context.params.get("event");
  await (event ? one(main, context, event) : all(main, context));
  announce("Events loaded");
}

async function all(main, context) {
  const [course, list, revenue] = ["card chart-place", "card", "card"].map((name) => h("section", { class: name }));
  course.setAttribute("aria-label", "Events over time");
  list.setAttribute("aria-label", "Events");
  revenue.setAttribute("aria-label", "Revenue");
  main.append(course, list, revenue);
  const events = shared(() => context.query("events", { order: "events:desc", limit: 1000 }));
  await Promise.all([
    load(course, async () => [(await events()).rows, (await context.query("event_traffic", { unit: context.unit, limit: 10_000 })).rows], ([names, rows]) => courseOf(context, names.slice(0, SERIES).map((row) => row.event_name), rows), context.signal),
    load(list, events, ({ rows }) => listOf(context, rows), context.signal),
    load(revenue, () => revenueParts(context), (answers) => revenueOf(context, ...answers), context.signal),
  ]);
}

function courseOf(context, names, rows) {
  const { range, unit, zone, signal } = context;
  if (names.length === 0) return empty("No custom event in this range. A page sends one with umami.track('name'), or with data-umami-event on an element.");
  const buckets = bucketsOf(range, unit, zone);
  const series = names.map((name) => ({ label: name, values: seriesOf(rows.filter((row) => row.event_name === name), "events", buckets, context.now), text: format.count }));
  return chart({ label: `Events by ${unit}`, buckets, series, unit, zone, signal });
}

function listOf(context, rows) {
  const columns = [
    { id: "event_name", label: "Event", text: String },
    { id: "events", label: "Events", text: format.count, isNumber: true },
    { id: "visitors", label: "Visitors", text: format.count, isNumber: true },
    { id: "visits", label: "Visits", text: format.count, isNumber: true },
  ];
  return [h("h2", {}, "Events"), rows.length === 0 ? empty("No custom event in this range.") : table({ label: "Events", columns, rows, onRow: (row) => context.change({ event: row.event_name, key: null }) })];
}

const revenueParts = (context) => Promise.all([context.query("revenue", { order: "revenue:desc" }), context.query("revenue_traffic", { unit: context.unit, limit: 10_000 })]);

function revenueOf(context, { rows }, traffic) {
  const { range, unit, zone, signal } = context;
  if (rows.length === 0) return [h("h2", {}, "Revenue"), empty("No event with revenue in this range. An event has it when its data has revenue and currency.")];
  const columns = [
    { id: "currency", label: "Currency", text: (value) => value || "None given" },
    { id: "revenue", label: "Revenue", text: (value, row) => format.money(value, row.currency), isNumber: true },
    { id: "orders", label: "Orders", text: format.count, isNumber: true },
    { id: "visitors", label: "Visitors", text: format.count, isNumber: true },
    { id: "order_value", label: "Per order", text: (value, row) => format.money(value, row.currency), isNumber: true },
    { id: "visitor_value", label: "Per visitor", text: (value, row) => format.money(value, row.currency), isNumber: true },
  ];
  const buckets = bucketsOf(range, unit, zone);
  const charts = rows.slice(0, 3).map(({ currency }) => {
    const values = seriesOf(traffic.rows.filter((row) => row.currency === currency), "revenue", buckets, context.now);
    const text = (value) => format.money(value, currency);
    return chart({ label: `Revenue in ${currency || "no currency"} by ${unit}`, buckets, series: [{ label: currency || "No currency", values, text, tick: format.brief }], unit, zone, signal, bars: true });
  });
  return [h("h2", {}, "Revenue"), table({ label: "Revenue by currency", columns, rows }), ...charts];
}

async function one(main, context, event) {
  const back = h("p", {}, h("a", { href: context.link("events") }, "All events"));
  const [course, keys, values] = [h("div", { class: "card chart-place" }), h("div", { class: "card" }), h("div", { class: "card" })];
  main.append(back, h("h2", {}, event), course, h("div", { class: "cards" }, keys, values));
  const key = context.params.get("key");
  await Promise.all([
    load(course, () => context.query("event_traffic", { unit: context.unit, limit: 10_000 }), ({ rows }) => courseOf(context, [event], rows), context.signal),
    load(keys, () => context.query("event_data", { order: "events:desc", limit: 1000 }), ({ rows }) => keysOf(context, rows.filter((row) => row.event_name === event)), context.signal),
    key === null ? values.replaceChildren(empty("Choose a key to see its values."))
      : load(values, () => context.query("event_values", { event, key, order: "events:desc", limit: 200 }), ({ rows }) => valuesOf(key, rows), context.signal),
  ]);
}

function keysOf(context, rows) {
  if (rows.length === 0) return [h("h2", {}, "Data"), empty("The event has no data. It is given as the second argument of umami.track.")];
  const columns = [
    { id: "data_key", label: "Key", text: String },
    { id: "type_name", label: "Type", text: String },
    { id: "events", label: "Events", text: format.count, isNumber: true },
    { id: "distinct_values", label: "Values", text: format.count, isNumber: true },
    { id: "number_mean", label: "Mean", text: format.number, isNumber: true },
  ];
  return [h("h2", {}, "Data"), table({ label: "Keys of the event's data", columns, rows, onRow: (row) => context.change({ key: row.data_key }), canPress: (row) => context.has("event_values", { event: row.event_name, key: row.data_key }) })];
}

function valuesOf(key, rows) {
  const columns = [
    { id: "value", label: "Value", text: (value) => value || "Empty" },
    { id: "events", label: "Events", text: format.count, isNumber: true },
    { id: "visitors", label: "Visitors", text: format.count, isNumber: true },
  ];
  return [h("h2", {}, `Values of ${key}`), rows.length === 0 ? empty("No value in this range.") : table({ label: `Values of ${key}`, columns, rows })];
}
