// The figures of the overview, each with how it differs from the period before. A press shows it in the chart.

import { h, spoken } from "./dom.js";
import * as format from "./format.js";

/** The figures: column, name, text, and which way is good. */
export const FIGURES = [
  { id: "visitors", label: "Visitors", text: format.brief, exact: format.count, better: 1 },
  { id: "visits", label: "Visits", text: format.brief, exact: format.count, better: 1 },
  { id: "views", label: "Views", text: format.brief, exact: format.count, better: 1 },
  { id: "bounce_rate", label: "Bounce rate", text: format.share, exact: format.share, better: -1, isShare: true },
  { id: "visit_duration", label: "Visit duration", text: format.duration, exact: format.duration, better: 1 },
  { id: "views_per_visit", label: "Views per visit", text: format.mean, exact: format.mean, better: 1 },
];

/** The tiles of two rows of the overview, the second null where nothing is compared. */
export function tiles(now, before, chosen, onChoose) {
  const tile = (figure) => {
    const change = before && format.change(now[figure.id], before[figure.id], { ...figure, text: figure.exact });
    return h("button", { type: "button", class: "tile", "data-figure": figure.id, "aria-pressed": String(figure.id === chosen), onclick: () => onChoose(figure.id) },
      h("span", { class: "tile-label" }, figure.label),
      h("span", { class: "tile-value", title: figure.exact(now[figure.id]) }, figure.text(now[figure.id])),
      change && h("span", { class: `change ${change.sense}`, title: change.spoken }, h("span", { "aria-hidden": "true" }, change.shown), spoken(change.spoken)));
  };
  return h("div", { class: "tiles", role: "group", "aria-label": "Figures; the pressed one is in the chart" }, FIGURES.map(tile));
}
