// What a person calls the values that the data has as codes. What is not known stays as it is.

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

const browsers = {
  __proto__: null,
  android: "Android browser", aol: "AOL", chrome: "Chrome", "chromium-webview": "Chromium webview", crios: "Chrome (iOS)", edge: "Edge", "edge-chromium": "Edge", "edge-ios": "Edge (iOS)", facebook: "Facebook",
  firefox: "Firefox", ie: "Internet Explorer", kakaotalk: "KakaoTalk", miui: "MIUI browser", "opera-mini": "Opera Mini", yandexbrowser: "Yandex Browser", fxios: "Firefox (iOS)", instagram: "Instagram", ios: "Safari (iOS)", "ios-webview": "iOS webview", safari: "Safari", samsung: "Samsung Internet", opera: "Opera",
};

function named(display, code) {
  try {
    return display.of(code) ?? code;
  } catch {
    return code;
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const displays = {
  __proto__: null,
  country: (code) => named(regions, code),
  language: (code) => named(languages, code),
  browser: (id) => browsers[id] ?? capital(id),
  device: capital,
};

/** The text of a value of a dimension. */
export function display(key, value) {
  if (value === "" || value === null) return key === "referrer" ? "Direct or unknown" : "Not known";
  return displays[key] ? displays[key](value) : String(value);
}

/** Whether values of a dimension are codes that are shown by their names. */
export const hasNames = (key) => key in displays;

/** The signs before the key of a filter, and what a person calls them. */
export const OPERATORS = { "": "is", "!": "is not", "~": "contains" };

/** The names of what can be filtered by. */
export const FILTERS = {
  __proto__: null,
  path: "Page", event: "Event", entry: "Entry page", exit: "Exit page", referrer: "Referrer", channel: "Channel", utm_source: "Source", utm_medium: "Medium",
  utm_campaign: "Campaign", utm_content: "Content", utm_term: "Term", click_id: "Click id", country: "Country", region: "Region", city: "City", language: "Language",
  browser: "Browser", os: "System", device: "Device", screen: "Screen", hostname: "Host", distinct_id: "User id",
};

/** A filter as it stands in the address, taken apart: an operator, a key and a value. */
export function parseFilter(text) {
  const match = /^([!~]?)([a-z_]+):([^]*)$/.exec(text);
  return match && { operator: match[1], key: match[2], value: match[3] };
}
