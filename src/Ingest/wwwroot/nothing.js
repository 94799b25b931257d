// What the overview says where nobody came: why that may be, and the line that a new site puts into its pages.

import { get } from "./api.js";
import { copier } from "./copy.js";
import { h } from "./dom.js";
import { empty, load } from "./load.js";
import { recorded } from "./recorded.js";

/** Shown instead of figures. */
export function nothing(context) {
  if (recorded) return empty("Nobody came in this range, or nobody whom the filters let pass.");
  if (context.filters.length > 0) return empty("No visit in this range passes the filters. Take one away, or choose a longer range.");
  const line = h("div", {});
  load(line, () => get(`/api/sites/${encodeURIComponent(context.site.id)}`, context.signal), ({ snippet }) => lineOf(snippet), context.signal);
  const widen = h("button", { type: "button", onclick: () => context.change({ last: "12mo", since: null, until: null, unit: null }) }, "Show the last 12 months");
  return empty("Nobody came in this range. If the site is new, put this line into the head of its pages:", line,
    h("p", {}, "If pages have it and nothing comes, see ", h("a", { href: context.link("rejections") }, "what was rejected"), "."), h("p", { class: "actions" }, widen));
}

function lineOf(snippet) {
  const shown = h("pre", {}, snippet);
  return [shown, h("p", { class: "actions" }, copier("Copy the line", shown))];
}
