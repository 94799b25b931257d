// A card of breakdowns: tabs, rows with bars, a click that filters, and the way to the whole list.

import { DIMENSIONS } from "./dimensions.js";
import { announce, h, spoken } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";
import { FILTERS, display } from "./names.js";
import { tabs } from "./tabs.js";

const ROWS = 8;
const COUNTRIES = 300;

/** A card; which tab is open stays for as long as the page does. */
export function card(context, title, ids, opened) {
  const head = h("h2", {}, title);
  const choices = ids.map((id) => [id, DIMENSIONS[id].label]);
  return h("section", { class: "card", "aria-label": title }, head, tabs(title, choices, opened.get(title), (panel, id) => {
    opened.set(title, id);
    fill(context, panel, id);
  }));
}

function fill(context, panel, id) {
  const { view, column, filter, label, sort } = DIMENSIONS[id];
  load(panel, () => context.query(view, { order: `${sort}:desc`, limit: id === "countries" ? COUNTRIES : ROWS + 1 }), async ({ rows }) => {
    if (rows.length === 0) return empty(`No ${label.toLowerCase()} in this range.`);
    const list = bars(context, rows.slice(0, ROWS), { column, filter, sort, label });
    const more = rows.length > ROWS ? h("button", { type: "button", class: "more", onclick: (event) => open(context, id, event.currentTarget) }, `More ${label.toLowerCase()}`) : null;
    const map = id === "countries" ? mapOf(context, rows) : null;
    return [map, list, more].filter(Boolean);
  }, context.signal);
}

/** Rows with bars behind them; a press filters by the row, where there is a filter. */
export function bars(context, rows, { column, filter, sort, label, onPick = null }) {
  const most = Math.max(...rows.map((row) => Number(row[sort])), 1);
  const measure = sort === "visits" ? "Visits" : sort === "events" ? "Events" : "Visitors";
  const item = (row) => {
    const text = display(filter, row[column]);
    const extra = column === "region" || column === "city" ? row.country && display("country", row.country) : null;
    const parts = [
      h("span", { class: "name", title: text }, text, extra && h("small", {}, ` ${extra}`)),
      h("span", { class: "figure" }, spoken(`, ${measure.toLowerCase()}: `), format.brief(row[sort])),
    ];
    const attributes = { class: "bar", "--share": `${(100 * Number(row[sort])) / most}%` };
    const press = onPick ?? (context.addFilter && (() => context.addFilter(filter, row[column])));
    if (!press) return h("li", {}, h("div", attributes, parts));
    return h("li", {}, h("button", { type: "button", ...attributes, onclick: () => press(row) }, parts, onPick ? null : spoken(`. Filter by this ${(FILTERS[filter] ?? "value").toLowerCase()}`)));
  };
  return h("div", { class: "bars" },
    h("p", { class: "bars-head", "aria-hidden": "true" }, h("span", {}, label), h("span", {}, measure)),
    h("ol", { "aria-label": label }, rows.map(item)));
}

async function open(context, id, opener) {
  announce("Opening the list");
  const { details } = await import("./details.js");
  details(context, id, opener);
}

// The map is loaded when somebody looks at it; the list says the same.
function mapOf(context, rows) {
  const place = h("div", { class: "map" });
  load(place, async () => {
    const { world } = await import("./map.js");
    return world(rows, context);
  }, (map) => map, context.signal);
  return place;
}
