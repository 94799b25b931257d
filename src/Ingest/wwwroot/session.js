// The key that the page asks with. It comes by hand or in the fragment of a link, which browsers send to nobody, and is kept for the tab or for the device.

import { recorded } from "./recorded.js";

const NAME = "ingest-key";

/** Takes a key out of the address, before anything else reads or keeps it. */
export function takeFromAddress() {
  const match = /^#(key|share)=([^&]*)(?:&(.*))?$/.exec(location.hash);
  if (!match) return;
  history.replaceState(null, "", `${location.pathname}${match[3] ? `#${match[3]}` : ""}`);
  keep(match[2], { isShare: match[1] === "share" });
}

/** Keeps a key until the tab is closed, or on this device. */
export function keep(key, { isShare = false, onDevice = false } = {}) {
  forget();
  (onDevice ? localStorage : sessionStorage).setItem(NAME, JSON.stringify({ key, isShare }));
}

/** Forgets the key, here and on the device. */
export function forget() {
  sessionStorage.removeItem(NAME);
  localStorage.removeItem(NAME);
}

/** The key in use, and whether it came by a share link; null when there is none. A page that was written to a file needs none. */
export function current() {
  if (recorded) return { isShare: true };
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME));
  } catch {
    return null;
  }
}
