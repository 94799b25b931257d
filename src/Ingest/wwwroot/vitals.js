// Web vitals: how fast pages were for those who looked at them.

import { chart } from "./chart.js";
import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";
import { bucketsOf } from "./range.js";
import { table } from "./table.js";

// Good up to the first, poor beyond the second: the thresholds of web.dev, which look at the 75th percentile.
const VITALS = [
  { id: "lcp", label: "Largest Contentful Paint", short: "LCP", good: 2500, poor: 4000, text: format.milliseconds },
  { id: "inp", label: "Interaction to Next Paint", short: "INP", good: 200, poor: 500, text: format.milliseconds },
  { id: "cls", label: "Cumulative Layout Shift", short: "CLS", good: 0.1, poor: 0.25, text: format.number },
  { id: "fcp", label: "First Contentful Paint", short: "FCP", good: 1800, poor: 3000, text: format.milliseconds },
  { id: "ttfb", label: "Time to First Byte", short: "TTFB", good: 800, poor: 1800, text: format.milliseconds },
];

const RATINGS = { good: "Good", fair: "Needs improvement", bad: "Poor", none: "No sample" };

const ratingOf = (vital, value) => (value === null || value === undefined ? "none" : value <= vital.good ? "good" : value <= vital.poor ? "fair" : "bad");

/** Shows them: as a whole, over time, and by page. */
export async function show(main, context) {
  const chosen = VITALS.find((vital) => vital.id === context.params.get("vital")) ?? VITALS[0];
  const [whole, course, pages] = [h("div", {}), h("div", { class: "card chart-place" }), h("section", { class: "card", "aria-label": "By page" })];
  main.append(whole, course, pages);
  await Promise.all([
    load(whole, () => context.query("vitals"), ({ rows }) => tilesOf(context, rows[0], chosen), context.signal),
    load(course, () => context.query("vitals_traffic", { unit: context.unit }), ({ rows }) => courseOf(context, rows, chosen), context.signal),
    load(pages, () => context.query("vitals_pages", { order: "samples:desc", limit: 100 }), ({ rows }) => pagesOf(context, rows), context.signal),
  ]);
  announce("Web vitals loaded");
}

function tilesOf(context, row, chosen) {
  if (row.samples === 0) return h("div", { class: "card" }, empty("No sample in this range. Pages send them when the tracker's line has data-performance=\"true\"."));
  const tile = (vital) => {
    const rating = ratingOf(vital, row[`${vital.id}_p75`]);
    return h("button", { type: "button", id: `vital-${vital.id}`, class: "vital", "aria-pressed": String(vital === chosen), onclick: () => context.change({ vital: vital.id }) },
      h("span", { class: "tile-label" }, vital.label),
      h("span", { class: "tile-value" }, vital.text(row[`${vital.id}_p75`])),
      h("strong", { class: rating }, RATINGS[rating]),
      h("small", {}, `p50 ${vital.text(row[`${vital.id}_p50`])}, p95 ${vital.text(row[`${vital.id}_p95`])}`));
  };
  return [h("p", { class: "note" }, `The 75th percentile of ${format.count(row.samples)} samples.`), h("div", { class: "vitals-tiles" }, VITALS.map(tile))];
}

function courseOf(context, rows, vital) {
  const { range, unit, zone, signal } = context;
  const buckets = bucketsOf(range, unit, zone);
  const byBucket = new Map(rows.map((row) => [Date.parse(row.bucket), row]));
  const series = ["p75", "p50", "p95"].map((name) => ({ label: name, values: buckets.map((at) => byBucket.get(at)?.[`${vital.id}_${name}`] ?? null), text: vital.text }));
  return [h("h2", {}, vital.label), chart({ label: `${vital.label} by ${unit}`, buckets, series, unit, zone, signal })];
}

function pagesOf(context, rows) {
  if (rows.length === 0) return [h("h2", {}, "By page"), empty("No page has a sample in this range.")];
  const rated = (vital) => (value) => {
    const rating = ratingOf(vital, value);
    return h("span", { class: rating, title: RATINGS[rating] }, vital.text(value), h("span", { class: "spoken" }, `, ${RATINGS[rating]}`));
  };
  const columns = [
    { id: "url_path", label: "Page", text: String },
    { id: "samples", label: "Samples", text: format.count, isNumber: true },
    ...VITALS.map((vital) => ({ id: `${vital.id}_p75`, label: vital.short, text: rated(vital), isNumber: true })),
  ];
  return [h("h2", {}, "By page, 75th percentile"), table({ label: "Web vitals by page", columns, rows, onRow: context.addFilter && ((row) => context.addFilter("path", row.url_path)) })];
}
