// The world, coloured by visitors. For the eye and the mouse; the list beside it is for everybody.

import { get } from "./api.js";
import { h, svg } from "./dom.js";
import * as format from "./format.js";
import { display } from "./names.js";

/** The drawing of the rows of the view of countries. */
export async function world(rows, context) {
  const { width, height, countries } = await get("/dashboard/world.json", context.signal);
  const visitors = new Map(rows.map((row) => [row.country, row.visitors]));
  const most = Math.max(...visitors.values(), 1);
  const shape = ([code, path]) => {
    const value = visitors.get(code) ?? 0;
    const title = code ? svg("title", {}, `${display("country", code)}: ${format.count(value)} visitors`) : null;
    const attributes = { d: path, class: value > 0 ? "land known" : "land", "--heat": value > 0 ? `${20 + (80 * Math.log1p(value)) / Math.log1p(most)}%` : null };
    return svg("path", { ...attributes, onclick: value > 0 && context.addFilter ? () => context.addFilter("country", code) : null }, title);
  };
  return h("div", {}, svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Map of visitors by country; the list below has the figures" }, countries.map(shape)));
}
