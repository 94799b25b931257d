// What a view is of: range, unit, comparison and filters.

import { h } from "./dom.js";
import * as format from "./format.js";
import { FILTERS, OPERATORS, display, parseFilter } from "./names.js";
import { RANGES, dateOf, unitsOf } from "./range.js";
import { recorded } from "./recorded.js";

const CUSTOM = "custom";

/** The bar above a section. Sections say what of it means something to them. */
export function toolbar(context, { hasUnit, hasComparison, hasFilters }) {
  const parts = recorded ? [] : [rangePicker(context)];
  if (hasUnit && !recorded) parts.push(unitPicker(context));
  if (hasComparison) parts.push(comparison(context));
  if (hasFilters && !recorded) parts.push(h("button", { type: "button", id: "add-filter", onclick: (event) => edit(context, event.currentTarget) }, "Add filter"));
  parts.push(recorded ? wordsOf(context, hasUnit) : h("span", { class: "zone", title: "Time zone of the site" }, context.zone));
  const chips = hasFilters ? chipsOf(context) : null;
  return h("div", { class: "toolbar", role: "group", "aria-label": "Range and filters" }, h("div", { class: "controls" }, parts), chips);
}

// Where nothing can be chosen: what was, and when.
function wordsOf({ range, unit, zone, now }, hasUnit) {
  const [since, until, made] = [range.since, range.until, now].map((instant) => format.moment(instant, zone));
  return h("span", { class: "zone" }, `${since} to ${until} ${zone}${hasUnit ? `, by ${unit}` : ""}. Made on ${made}.`);
}

function rangePicker(context) {
  const { range } = context;
  const select = h("select", { id: "range" }, [...RANGES, [CUSTOM, "Custom range\u2026"]].map(([id, label]) => h("option", { value: id, selected: id === range.id }, label)));
  const dates = customDates(context);
  dates.hidden = range.id !== CUSTOM;
  select.addEventListener("change", () => {
    dates.hidden = select.value !== CUSTOM;
    if (select.value === CUSTOM) dates.querySelector("input").focus();
    else context.change({ last: select.value, since: null, until: null, unit: null });
  });
  return h("div", { class: "range" }, h("label", { class: "spoken", for: "range" }, "Range"), select, dates);
}

// The last day is part of the range for a person, and its end is the begin of the next for the address.
function customDates(context) {
  const { range, zone } = context;
  const today = dateOf(Date.now(), zone);
  const since = h("input", { type: "date", required: true, max: today, value: dateOf(range.since, zone), "aria-label": "First day" });
  const until = h("input", { type: "date", required: true, value: dateOf(range.until - 1, zone), "aria-label": "Last day" });
  const form = h("form", { class: "dates" }, since, h("span", { "aria-hidden": "true" }, "\u2013"), until, h("button", {}, "Show"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    until.setCustomValidity(until.value < since.value ? "The last day is before the first." : "");
    if (!form.reportValidity()) return;
    const next = new Date(Date.parse(until.value) + 86_400_000).toISOString().slice(0, 10);
    context.change({ last: null, since: since.value, until: next, unit: null });
  });
  until.addEventListener("input", () => until.setCustomValidity(""));
  return form;
}

function unitPicker(context) {
  const select = h("select", { id: "unit" }, unitsOf(context.range).map((unit) => h("option", { value: unit, selected: unit === context.unit }, `by ${unit}`)));
  select.addEventListener("change", () => context.change({ unit: select.value }));
  return h("div", {}, h("label", { class: "spoken", for: "unit" }, "Unit"), select);
}

function comparison(context) {
  const box = h("input", { type: "checkbox", id: "compare", checked: context.previous !== null });
  box.addEventListener("change", () => context.change({ compare: box.checked ? null : "0" }));
  return h("label", { class: "check", for: "compare" }, box, "Compare with the previous period");
}

async function edit(context, opener, filter) {
  const { editFilter } = await import("./filter.js");
  editFilter(context, opener, filter);
}

function chipsOf(context) {
  if (context.filters.length === 0) return null;
  const chip = (text, at) => {
    const filter = parseFilter(text);
    const label = filter ? `${FILTERS[filter.key] ?? filter.key} ${OPERATORS[filter.operator]} ${filter.operator === "~" ? filter.value : display(filter.key, filter.value)}` : text;
    if (recorded) return h("li", { class: "chip" }, label);
    return h("li", { class: "chip" },
      h("button", { type: "button", id: `filter-${at}`, "aria-label": `${label}. Change this filter`, onclick: (event) => edit(context, event.currentTarget, text) }, label),
      h("button", { type: "button", id: `remove-${at}`, class: "cross", "aria-label": `Remove the filter ${label}`, onclick: () => context.removeFilter(text) }, "\u00d7"));
  };
  const clear = context.filters.length > 1 && !recorded ? h("li", {}, h("button", { type: "button", class: "quiet", onclick: () => context.change({ filter: null }) }, "Remove all")) : null;
  return h("ul", { class: "chips", "aria-label": "Filters" }, context.filters.map(chip), clear);
}
