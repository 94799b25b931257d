// The breakdowns: which view has them, by which column, and what a click filters by.

const dimension = (view, column, filter, label, sort = "visitors") => ({ view, column, filter, label, sort });

export const DIMENSIONS = {
  pages: dimension("pages", "url_path", "path", "Pages"),
  entry: dimension("entry_pages", "entry_path", "entry", "Entry pages", "visits"),
  exit: dimension("exit_pages", "exit_path", "exit", "Exit pages", "visits"),
  hosts: dimension("hostnames", "hostname", "hostname", "Hosts"),
  referrers: dimension("referrers", "referrer", "referrer", "Referrers"),
  channels: dimension("channels", "channel", "channel", "Channels"),
  campaigns: dimension("utm_campaigns", "utm_campaign", "utm_campaign", "Campaigns"),
  sources: dimension("utm_sources", "utm_source", "utm_source", "Sources"),
  mediums: dimension("utm_mediums", "utm_medium", "utm_medium", "Mediums"),
  contents: dimension("utm_contents", "utm_content", "utm_content", "Contents"),
  terms: dimension("utm_terms", "utm_term", "utm_term", "Terms"),
  clicks: dimension("click_ids", "click_id", "click_id", "Click ids"),
  countries: dimension("countries", "country", "country", "Countries"),
  regions: dimension("regions", "region", "region", "Regions"),
  cities: dimension("cities", "city", "city", "Cities"),
  languages: dimension("languages", "language", "language", "Languages"),
  browsers: dimension("browsers", "browser", "browser", "Browsers"),
  systems: dimension("operating_systems", "os", "os", "Systems"),
  devices: dimension("devices", "device", "device", "Devices"),
  screens: dimension("screens", "screen", "screen", "Screens"),
};

/** The cards of the overview, with their tabs. */
export const CARDS = {
  "Pages": ["pages", "entry", "exit", "hosts"],
  "Sources of traffic": ["referrers", "channels", "campaigns", "sources", "mediums", "contents", "terms", "clicks"],
  "Places": ["countries", "regions", "cities", "languages"],
  "Devices": ["browsers", "systems", "devices", "screens"],
};
