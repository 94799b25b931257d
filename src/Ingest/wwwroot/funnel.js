// A funnel: steps that are put together here, and how far visitors got. The steps stand in the address.

import { announce, h, spoken } from "./dom.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";
import { recorded } from "./recorded.js";

const STEPS_MAX = 10;
const WINDOWS = [[1800, "30 minutes"], [3600, "1 hour"], [86_400, "1 day"], [604_800, "7 days"], [2_592_000, "30 days"]];
const DEFAULT_WINDOW = "86400";

/** Shows the builder, and the result where there are two steps. */
export async function show(main, context) {
  const { steps, seconds } = recorded?.funnel ?? { steps: context.params.getAll("step"), seconds: context.params.get("seconds") ?? DEFAULT_WINDOW };
  const result = h("div", {});
  main.append(recorded ? h("p", { class: "note" }, `Visitors who took the steps in their order, within ${windowOf(seconds)} from the first.`)
    : h("section", { class: "card", "aria-label": "Steps" }, builder(context, steps, seconds)), h("section", { class: "card", "aria-label": "Result" }, result));
  const asked = steps.length < 2
    ? result.append(empty("Name two steps or more, in their order: pages, such as /pricing or /blog/*, and events."))
    : load(result, () => context.query("funnel", { steps, seconds, order: "step:asc" }), ({ rows }) => barsOf(rows), context.signal);
  await asked;
  announce("Funnel loaded");
}

const windowOf = (seconds) => WINDOWS.find(([value]) => String(value) === seconds)?.[1] ?? format.duration(Number(seconds));

function builder(context, steps, seconds) {
  const list = h("ol", { class: "steps" });
  const pages = h("datalist", { id: "pages" });
  const events = h("datalist", { id: "events" });
  const add = (kind = "path", value = "") => {
    if (list.childElementCount < STEPS_MAX) list.append(stepOf(list, kind, value));
  };
  const begin = steps.length > 0 ? steps : ["path:/", "path:"];
  begin.forEach((step) => add(step.startsWith("event:") ? "event" : "path", step.slice(step.indexOf(":") + 1)));
  const window = h("select", { id: "window" }, WINDOWS.map(([value, label]) => h("option", { value, selected: String(value) === seconds }, label)));
  const form = h("form", {},
    h("h2", {}, "Steps"), list, pages, events,
    h("div", { class: "controls" },
      h("button", { type: "button", onclick: () => {
        add();
        list.lastElementChild.querySelector("input").focus();
      } }, "Add a step"),
      h("label", { for: "window" }, "Within"), window,
      h("button", { class: "primary" }, "Show the funnel")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const named = [...list.children].map((item) => [item.querySelector("select").value, item.querySelector("input").value.trim()]).filter(([, value]) => value !== "");
    context.change({ step: named.map(([kind, value]) => `${kind}:${value}`), seconds: window.value });
  });
  suggest(context, pages, "pages", "url_path");
  suggest(context, events, "events", "event_name");
  return form;
}

function stepOf(list, kind, value) {
  const input = h("input", { value, list: kind === "event" ? "events" : "pages", "aria-label": "Page or event", placeholder: kind === "event" ? "signup" : "/pricing" });
  const select = h("select", { "aria-label": "Kind of step" }, [["path", "Page"], ["event", "Event"]].map(([id, label]) => h("option", { value: id, selected: id === kind }, label)));
  select.addEventListener("change", () => {
    input.setAttribute("list", select.value === "event" ? "events" : "pages");
    input.placeholder = select.value === "event" ? "signup" : "/pricing";
  });
  const remove = h("button", { type: "button", class: "quiet", onclick: () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (next ?? list.closest("form")).querySelector("input, button")?.focus();
  } }, "Remove", spoken(" this step"));
  const item = h("li", {}, select, input, remove);
  return item;
}

// Suggestions are a help: the builder works without them.
async function suggest(context, list, view, column) {
  try {
    const { rows } = await context.query(view, { order: "visitors:desc", limit: 100 });
    list.append(...rows.map((row) => h("option", { value: row[column] })));
  } catch (fault) {
    if (!context.signal.aborted) console.warn(fault);
  }
}

function barsOf(rows) {
  const kinds = { path: "Page", event: "Event" };
  const bar = (row) => {
    const at = row.name.indexOf(":");
    const dropped = row.step === 1 ? "" : `${format.share(row.dropped)} dropped`;
    return h("li", { class: "funnel-bar" },
      h("div", { class: "line" }, h("span", {}, h("small", {}, `${kinds[row.name.slice(0, at)]} `), row.name.slice(at + 1)), h("strong", {}, `${format.count(row.visitors)} visitors, ${format.share(row.share)}`)),
      h("div", { class: "meter", "--share": `${100 * row.share}%`, "aria-hidden": "true" }),
      dropped && h("small", {}, dropped));
  };
  const total = rows.at(-1);
  return [h("h2", {}, `${format.share(total.share)} went all the way`), h("ol", { class: "funnel-bars" }, rows.map(bar))];
}
