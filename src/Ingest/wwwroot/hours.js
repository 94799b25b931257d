// When visitors come: weekdays and hours of the site's time zone.

import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Shows the heat map. */
export async function show(main, context) {
  const place = h("div", {});
  main.append(h("section", { class: "card", "aria-label": "Visitors by weekday and hour" }, h("h2", {}, "Visitors by weekday and hour"), h("p", { class: "note" }, `Hours of ${context.zone}.`), place));
  await load(place, () => context.query("weekly_hours", { limit: 200 }), ({ rows }) => gridOf(rows), context.signal);
  announce("Hours loaded");
}

function gridOf(rows) {
  if (rows.length === 0) return empty("Nobody came in this range. Choose a longer one.");
  const visitors = new Map(rows.map((row) => [`${row.weekday}/${row.hour}`, row.visitors]));
  const most = Math.max(...visitors.values(), 1);
  const cell = (day, hour) => {
    const value = visitors.get(`${day}/${hour}`) ?? 0;
    return h("td", { class: value > 0 ? "heat" : null, "--heat": `${Math.round((45 * value) / most)}%` }, format.brief(value));
  };
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Visitors by weekday and hour" }, h("table", { class: "grid", "aria-label": "Visitors by weekday and hour" },
    h("thead", {}, h("tr", {}, h("td", {}), HOURS.map((hour) => h("th", { scope: "col" }, String(hour))))),
    h("tbody", {}, DAYS.map((name, at) => h("tr", {}, h("th", { scope: "row" }, name), HOURS.map((hour) => cell(at + 1, hour)))))));
}
