// The dialog that makes a filter: by what, how, and a value with suggestions.

import { dialog } from "./dialog.js";
import { CARDS, DIMENSIONS } from "./dimensions.js";
import { freshId, h } from "./dom.js";
import { FILTERS, OPERATORS, display, hasNames, parseFilter } from "./names.js";

const SUGGESTED_MAX = 200;

// What can be filtered by and is on no card of the overview.
const OTHERS = [
  { view: "events", column: "event_name", filter: "event", sort: "events" },
  { view: "distinct_ids", column: "distinct_id", filter: "distinct_id", sort: "visitors" },
];

const GROUPS = [...Object.entries(CARDS).map(([title, ids]) => [title, ids.map((id) => DIMENSIONS[id])]), ["Visitors", OTHERS]];
const SOURCES = new Map(GROUPS.flatMap(([, sources]) => sources).map((source) => [source.filter, source]));

/** Opens it for a new filter, or for one of the view that is to be changed. */
export function editFilter(context, opener, old = null) {
  const before = parseFilter(old ?? "") ?? { operator: "", key: "path", value: "" };
  const { body, close } = dialog(old === null ? "Add a filter" : "Change the filter", context.signal, opener, { isSmall: true });
  const list = h("datalist", { id: freshId("values") });
  const key = h("select", { id: freshId("key") }, GROUPS.map(([title, sources]) =>
    h("optgroup", { label: title }, sources.map(({ filter }) => h("option", { value: filter, selected: filter === before.key }, FILTERS[filter])))));
  const operator = h("select", { id: freshId("operator") }, Object.entries(OPERATORS).map(([sign, words]) => h("option", { value: sign, selected: sign === before.operator }, words)));
  const value = h("input", { id: freshId("value"), list: list.id, required: true, autocomplete: "off", autocapitalize: "off", spellcheck: "false", value: shownOf(old && before) });
  const form = h("form", { class: "fields" },
    h("label", { for: key.id }, "Visits by"), key,
    h("label", { for: operator.id }, "Condition"), operator,
    h("label", { for: value.id }, "Value"), value, list,
    h("button", { class: "primary" }, old === null ? "Add filter" : "Save"));

  let values = null;
  const suggest = async () => {
    // A part of a country's code says nothing to anybody.
    const contains = operator.querySelector("[value='~']");
    contains.disabled = key.value === "country";
    if (contains.disabled && contains.selected) operator.value = "";
    const asked = valuesOf(context, key.value, old && before);
    values = asked;
    list.replaceChildren();
    const options = [...(await asked).keys()].map((text) => h("option", { value: text }));
    if (values === asked) list.replaceChildren(...options);
  };
  key.addEventListener("change", () => {
    value.value = "";
    suggest();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.inert = true;
    const meant = operator.value === "~" ? value.value.trim() : meantBy(value.value, key.value, await values);
    if (!form.isConnected) return;
    close();
    context.putFilter(`${operator.value}${key.value}:${meant}`, old);
  });
  body.append(form);
  (old === null ? key : value).focus();
  suggest();
}

// As its chip has it: a part of a code is no name.
const shownOf = (filter) => (filter ? (filter.operator === "~" ? filter.value : display(filter.key, filter.value)) : "");

// The values of a dimension by what is shown of them: people read Germany, the data has DE. That of the filter itself comes first, and so is the one that its name means.
async function valuesOf(context, key, before) {
  const values = new Map();
  const { view, column, sort } = SOURCES.get(key);
  const others = context.filters.filter((text) => parseFilter(text)?.key !== key);
  try {
    const { rows } = await context.query(view, { order: `${sort}:desc`, limit: SUGGESTED_MAX, filter: others });
    const own = before?.key === key && before.operator !== "~" ? [before.value] : [];
    for (const value of new Set([...own, ...rows.map((row) => row[column])])) {
      const text = display(key, value);
      values.set(values.has(text) ? `${text} (${value})` : text, value);
    }
  } catch (fault) {
    // Suggestions are a help: the dialog works without them.
    if (!context.signal.aborted) console.warn(fault);
  }
  return values;
}

// Names of codes are found however they are written; everything else is what it is.
function meantBy(text, key, values) {
  const named = hasNames(key) ? [...values].find(([shown]) => shown.toLowerCase() === text.trim().toLowerCase()) : null;
  return values.get(text) ?? named?.[1] ?? text.trim();
}
