// The ranges that a view can have, and the intervals it is cut into. Half-open: [since, until).

import { instantOf, moved, nextOf, startOf } from "./zone.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INTERVALS_MAX = 2000;

/** What can be picked: the id in the address, and its name. */
export const RANGES = [
  ["today", "Today"],
  ["yesterday", "Yesterday"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
  ["12mo", "Last 12 months"],
  ["month", "This month"],
  ["lastmonth", "Last month"],
];

const DEFAULT = "30d";

/** The range that the address asks for: since, until, and how the one before it is found. */
export function rangeOf({ last, since, until }, zone, now) {
  if (since && until) {
    const custom = customOf(since, until, zone);
    if (custom) return custom;
  }
  const id = RANGES.some(([known]) => known === last) ? last : DEFAULT;
  return { id, ...namedOf(id, zone, now) };
}

function namedOf(id, zone, now) {
  const today = startOf("day", now, zone);
  const tomorrow = nextOf("day", today, zone);
  const month = startOf("month", now, zone);
  const inDays = (count) => ({ since: moved(today, { days: 1 - count }, zone), until: tomorrow, back: { days: -count } });
  switch (id) {
    case "today":
      return inDays(1);
    case "yesterday":
      return { since: moved(today, { days: -1 }, zone), until: today, back: { days: -1 } };
    case "24h": {
      const until = startOf("hour", now, zone) + HOUR;
      return { since: until - DAY, until, back: { milliseconds: -DAY } };
    }
    case "12mo":
      return { since: moved(month, { months: -11 }, zone), until: nextOf("month", month, zone), back: { months: -12 } };
    case "month":
      return { since: month, until: nextOf("month", month, zone), back: { months: -1 } };
    case "lastmonth":
      return { since: moved(month, { months: -1 }, zone), until: month, back: { months: -1 } };
    default:
      return inDays(parseInt(id, 10));
  }
}

// Dates are days of the zone; anything longer is an instant.
function customOf(since, until, zone) {
  const [from, to] = [instantFrom(since, zone), instantFrom(until, zone)];
  if (!(from < to)) return null;
  const isDays = since.length === 10 && until.length === 10;
  const back = isDays ? { days: -Math.round((to - from) / DAY) } : { milliseconds: from - to };
  return { id: "custom", since: from, until: to, back };
}

function instantFrom(text, zone) {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return date ? instantOf({ year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) }, zone) : Date.parse(text);
}

const back = (range, instant, zone) => (range.back.milliseconds ? instant + range.back.milliseconds : moved(instant, range.back, zone));

/** The same range one length earlier, whole: for a series beside this one's. */
export function previousOf(range, zone) {
  return { since: back(range, range.since, zone), until: Math.min(back(range, range.until, zone), range.since) };
}

/** The same, only as far as this range has come: for figures that are compared. To five minutes, so that browsers need not ask again for each. */
export function comparableOf(range, zone, now) {
  const whole = previousOf(range, zone);
  const reached = Math.ceil(now / 300_000) * 300_000;
  return reached >= range.until ? whole : { since: whole.since, until: Math.max(whole.since + 300_000, Math.min(back(range, reached, zone), whole.until)) };
}

/** The units that a range can be cut into, finest first. */
export function unitsOf({ since, until }) {
  const days = (until - since) / DAY;
  const fits = { minute: days <= 0.25, hour: days <= 14, day: days > 1.1 && days <= 400, week: days >= 14, month: days >= 59, quarter: days >= 365 };
  const units = Object.keys(fits).filter((unit) => fits[unit]);
  return units.length > 0 ? units : ["day"];
}

/** The unit that the address asks for where it fits, else one that makes some ten to a hundred intervals. */
export function unitOf(range, asked) {
  const units = unitsOf(range);
  if (units.includes(asked)) return asked;
  const days = (range.until - range.since) / DAY;
  const best = days <= 0.13 ? "minute" : days <= 2.1 ? "hour" : days <= 100 ? "day" : days <= 200 ? "week" : "month";
  return units.includes(best) ? best : units[0];
}

/** The begins of all intervals of a range. */
export function bucketsOf({ since, until }, unit, zone) {
  const buckets = [];
  for (let at = startOf(unit, since, zone); at < until && buckets.length < INTERVALS_MAX; at = nextOf(unit, at, zone)) buckets.push(at);
  return buckets;
}

/** A value for each bucket: that of its row, zero where there is none, null where the time has not come. */
export function seriesOf(rows, column, buckets, now) {
  const values = new Map(rows.map((row) => [Date.parse(row.bucket), Number(row[column] ?? 0)]));
  return buckets.map((at) => values.get(at) ?? (at > now ? null : 0));
}

/** The date of an instant, as the address and date fields write it. */
export function dateOf(instant, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(instant);
}
