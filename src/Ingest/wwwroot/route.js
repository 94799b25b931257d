// The address of a view: #/SITE/section?last=30d&filter=country:DE. No key is ever in it.

export const SECTIONS = {
  __proto__: null,
  overview: "Overview",
  realtime: "Realtime",
  events: "Events",
  retention: "Retention",
  funnel: "Funnel",
  journeys: "Journeys",
  vitals: "Web vitals",
  hours: "Hours",
  rejections: "Rejections",
  health: "Pipeline",
};

/** What an address asks for; a section that does not exist is the overview. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, site = "", section = ""] = path.split("/");
  return { site: decode(site), section: section in SECTIONS ? section : "overview", params: new URLSearchParams(query) };
}

/** The address of a view. */
export function format({ site, section, params }) {
  const query = params.toString();
  return `#/${encodeURIComponent(site)}/${section}${query ? `?${query}` : ""}`;
}

/** The parameters with some changed: null takes one away, a list has one each. */
export function changed(params, changes) {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const each of Array.isArray(value) ? value : [value]) if (each !== null && each !== undefined) next.append(name, each);
  }
  return next;
}

// What stays when another section is opened.
const SHARED = ["last", "since", "until", "unit", "compare", "filter"];

/** The parameters that every section understands. */
export function shared(params) {
  return new URLSearchParams([...params].filter(([name]) => SHARED.includes(name)));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
