// The columns that views of traffic share, as tables show them.

import * as format from "./format.js";

const columns = {
  visitors: ["Visitors", format.count],
  visits: ["Visits", format.count],
  views: ["Views", format.count],
  events: ["Events", format.count],
  custom_events: ["Events", format.count],
  orders: ["Orders", format.count],
  samples: ["Samples", format.count],
  bounce_rate: ["Bounce rate", format.share],
  visit_duration: ["Visit duration", format.duration],
  views_per_visit: ["Views per visit", format.mean],
  time_on_page: ["Time on page", format.duration],
  page_title: ["Title", String],
};

/** Those of the columns that the view has and a person reads, in the order above. */
export function shownOf(names) {
  return Object.entries(columns).filter(([id]) => names.includes(id)).map(([id, [label, text]]) => ({ id, label, text: (value) => text(value), isNumber: id !== "page_title" }));
}
