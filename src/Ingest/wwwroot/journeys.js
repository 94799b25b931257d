// How visits begin: the first pages and events, in their order.

import { announce, h, spoken } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";

const LENGTHS = [2, 3, 4, 5, 6, 8];
const DEFAULT_LENGTH = 4;
const ROWS = 50;

/** Shows the most frequent ones. */
export async function show(main, context) {
  const lengths = LENGTHS.filter((each) => context.has("journeys", { length: each }));
  const length = lengths.includes(Number(context.params.get("length"))) ? Number(context.params.get("length")) : DEFAULT_LENGTH;
  const select = h("select", { id: "length" }, lengths.map((each) => h("option", { value: each, selected: each === length }, `${each} steps`)));
  select.addEventListener("change", () => context.change({ length: select.value }));
  const place = h("div", {});
  main.append(h("section", { class: "card", "aria-label": "Journeys" },
    h("div", { class: "row" }, h("h2", {}, "How visits begin"), lengths.length > 1 && h("div", {}, h("label", { class: "spoken", for: "length" }, "Length"), select)), place));
  await load(place, async () => [(await context.query("journeys", { length, order: "visits:desc", limit: ROWS })).rows, (await context.query("overview")).rows[0]], ([rows, all]) => listOf(rows, all), context.signal);
  announce("Journeys loaded");
}

function listOf(rows, all) {
  if (rows.length === 0) return empty("No visit in this range. Choose a longer one, or take a filter away.");
  const most = Math.max(...rows.map((row) => row.visits));
  const step = (text, at) => {
    const isEvent = text.startsWith("event:");
    const name = text.slice(text.indexOf(":") + 1);
    return [at > 0 && h("span", { class: "arrow", "aria-hidden": "true" }, "\u2192"), h("span", { class: isEvent ? "event-step" : null }, isEvent && spoken("event "), name)];
  };
  const item = (row) => h("li", { class: "journey", "--share": `${(100 * row.visits) / most}%` },
    h("span", { class: "flow" }, row.journey.map(step).flat()),
    h("span", {}, h("strong", {}, format.count(row.visits)), h("small", {}, ` ${all.visits > 0 ? format.share(Math.min(1, row.visits / all.visits)) : ""}`), spoken(" of visits")));
  return [h("p", { class: "note" }, "Pages, and events in italics, as they followed each other; how many visits began so."), h("ol", {}, rows.map(item))];
}
