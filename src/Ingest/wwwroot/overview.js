// The overview: figures, their course, and the breakdowns.

import { card } from "./breakdown.js";
import { chart } from "./chart.js";
import { CARDS } from "./dimensions.js";
import { announce, h } from "./dom.js";
import { load } from "./load.js";
import { bucketsOf, seriesOf } from "./range.js";
import { recorded } from "./recorded.js";
import { FIGURES, tiles } from "./tiles.js";

const opened = new Map();
let chosen = "visitors";

/** Shows it; resolves when figures and chart are there. */
export async function show(main, context) {
  const figures = h("div", { class: "tiles-place" });
  const course = h("div", { class: "chart-place card" });
  const cards = h("div", { class: "cards" }, Object.entries(CARDS).map(([title, ids]) => card(context, title, ids, opened)));
  main.append(figures, course, cards);
  await Promise.all([
    load(figures, () => both(context, "overview", context.comparable), ([now, before]) => draw(context, figures, course, now.rows[0], before?.rows[0] ?? null), context.signal),
    load(course, () => both(context, "traffic", context.previous), (series) => {
      course.redraw = () => course.replaceChildren(chartOf(context, series));
      return chartOf(context, series);
    }, context.signal),
  ]);
  announce("Overview loaded");
}

const both = (context, view, before) => Promise.all([
  context.query(view, { unit: view === "traffic" ? context.unit : null }),
  before ? context.query(view, { unit: view === "traffic" ? context.unit : null }, before) : null,
]);

async function draw(context, figures, course, now, before) {
  const choose = (id) => {
    chosen = id;
    figures.querySelectorAll(".tile").forEach((tile) => tile.setAttribute("aria-pressed", String(tile.dataset.figure === id)));
    course.redraw?.();
  };
  const parts = [tiles(now, before?.visitors > 0 ? before : null, chosen, choose)];
  if (now.visitors === 0) {
    const { nothing } = await import("./nothing.js");
    parts.push(nothing(context));
  }
  return parts;
}

function chartOf(context, [now, before]) {
  const figure = FIGURES.find((one) => one.id === chosen);
  const { range, unit, zone } = context;
  const buckets = bucketsOf(range, unit, zone);
  const series = [{ label: figure.label, values: seriesOf(now.rows, figure.id, buckets, context.now), text: figure.exact, tick: figure.text }];
  if (before) {
    const values = seriesOf(before.rows, figure.id, bucketsOf(context.previous, unit, zone), context.now);
    series.push({ label: "Previous period", values: buckets.map((_, at) => values[at] ?? null), text: figure.exact, isBefore: true });
  }
  const onSelect = recorded ? null : (from, to) => context.change({ last: null, since: new Date(from).toISOString(), until: new Date(to ?? range.until).toISOString() });
  return chart({ label: `${figure.label} by ${unit}`, buckets, series, unit, zone, signal: context.signal, onSelect });
}
