// Who came back: one row for each group of visitors that came first in the same interval.

import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";

const UNITS = ["day", "week", "month"];
const AGES_MAX = 24;

/** Shows the grid. */
export async function show(main, context) {
  const days = (context.range.until - context.range.since) / 86_400_000;
  const best = days > 120 ? "month" : days > 14 ? "week" : "day";
  const units = UNITS.filter((unit) => context.has("retention", { unit }));
  const by = [context.params.get("by"), best, ...units].find((unit) => units.includes(unit));
  const select = h("select", { id: "by" }, units.map((unit) => h("option", { value: unit, selected: unit === by }, `by ${unit}`)));
  select.addEventListener("change", () => context.change({ by: select.value }));
  const place = h("div", {});
  main.append(h("section", { class: "card", "aria-label": "Retention" },
    h("div", { class: "row" }, h("h2", {}, `Visitors by the ${by} of their first visit`), units.length > 1 && h("div", {}, h("label", { class: "spoken", for: "by" }, "Interval"), select)),
    h("p", { class: "note" }, "Of the visitors who came first in an interval, the share that came again later. Visitors without an id of the site's are told apart within a salt period only."),
    place));
  await load(place, () => context.query("retention", { unit: by, limit: 10_000, order: "cohort:asc" }), ({ rows }) => gridOf(context, rows, by), context.signal);
  announce("Retention loaded");
}

function gridOf(context, rows, by) {
  if (rows.length === 0) return empty("Nobody came in this range. Choose a longer one.");
  const cohorts = new Map();
  for (const row of rows) {
    if (!cohorts.has(row.cohort)) cohorts.set(row.cohort, { size: row.cohort_visitors, ages: new Map() });
    cohorts.get(row.cohort).ages.set(Number(row.age), row.visitors);
  }
  const last = Math.min(AGES_MAX, Math.max(...rows.map((row) => Number(row.age))));
  const ages = Array.from({ length: last + 1 }, (_, age) => age);
  const cell = ({ size, ages: visitors }, age, isLast) => {
    const value = visitors.get(age) ?? 0;
    if (value === 0) return h("td", {}, isLast ? "" : "0%");
    return h("td", { class: "heat", "--heat": `${Math.round((45 * value) / size)}%`, title: `${format.count(value)} visitors` }, format.share(value / size));
  };
  const line = ([cohort, group]) => {
    const known = Math.max(...group.ages.keys());
    return h("tr", {},
      h("th", { scope: "row" }, format.bucket(Date.parse(cohort), by, context.zone)),
      h("td", {}, format.count(group.size)),
      ages.map((age) => cell(group, age, age > known)));
  };
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Retention" }, h("table", { class: "grid", "aria-label": "Retention" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "First visit"), h("th", { scope: "col" }, "Visitors"), ages.map((age) => h("th", { scope: "col" }, age === 0 ? `Same ${by}` : `+${age}`)))),
    h("tbody", {}, [...cohorts].map(line))));
}
