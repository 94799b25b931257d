// Figures as text. English throughout, as the page is.

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const NONE = "–";

const isMissing = (value) => value === null || value === undefined || Number.isNaN(value);

/** A count, exact. */
export const count = (value) => (isMissing(value) ? NONE : whole.format(value));

/** A count that has little room: exact below a hundred thousand. */
export const brief = (value) => (isMissing(value) ? NONE : Math.abs(value) < 100_000 ? whole.format(value) : short.format(value));

/** A mean. */
export const mean = (value) => (isMissing(value) ? NONE : decimal.format(value));

/** Any number, to three places. */
export const number = (value) => (isMissing(value) ? NONE : fine.format(value));

/** A share of 0 to 1. */
export function share(value) {
  if (isMissing(value)) return NONE;
  const percent = value * 100;
  return `${percent !== 0 && Math.abs(percent) < 10 ? decimal.format(percent) : whole.format(Math.round(percent))}%`;
}

/** Seconds. */
export function duration(seconds) {
  if (isMissing(seconds)) return NONE;
  const all = Math.round(seconds);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h > 0 ? `${h}h ${two(m)}m` : m > 0 ? `${m}m ${two(s)}s` : `${s}s`;
}

/** Milliseconds. */
export const milliseconds = (value) => (isMissing(value) ? NONE : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`);

/** An amount; what is no currency of ISO 4217 stands behind it as it was sent. */
export function money(value, currency) {
  if (isMissing(value)) return NONE;
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(value);
  } catch {
    return `${number(value)} ${currency}`;
  }
}

/**
 * How a figure differs from the one before: what is shown, what is read out, and whether it is good.
 * `better` is 1 where more is better, -1 where less is, 0 where it is neither.
 */
export function change(now, before, { better = 1, isShare = false, text = count } = {}) {
  if (isMissing(before) || isMissing(now)) return null;
  const was = `previous period: ${text(before)}`;
  if (now === before) return { shown: "0%", spoken: `unchanged, ${was}`, sense: "none" };
  const sense = better === 0 ? "none" : (now > before) === better > 0 ? "good" : "bad";
  const word = now > before ? "more" : "less";
  if (!isShare && before === 0) return { shown: "new", spoken: was, sense };
  const size = Math.round(Math.abs(isShare ? now - before : (now - before) / before) * 1000) / 10;
  const amount = size < 10 ? decimal.format(size) : whole.format(Math.round(size));
  const unit = isShare ? " pp" : "%";
  const judged = sense === "none" ? "" : sense === "good" ? ", better" : ", worse";
  return { shown: `${now > before ? "+" : "\u2212"}${amount}${unit}`, spoken: `${amount}${isShare ? " percentage points" : "%"} ${word}${judged}; ${was}`, sense };
}

/** The begin of an interval, in the time zone. */
export function bucket(instant, unit, zone) {
  const day = { day: "numeric", month: "short" };
  const fields = {
    minute: { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    hour: { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { weekday: "short", ...day, year: "numeric" },
    week: { ...day, year: "numeric" },
    month: { month: "long", year: "numeric" },
    quarter: { month: "long", year: "numeric" },
    year: { year: "numeric" },
  };
  const text = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...fields[unit] }).format(instant);
  return unit === "week" ? `Week of ${text}` : unit === "quarter" ? `Quarter from ${text}` : text;
}

/** A moment, in the time zone. */
export const moment = (instant, zone) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(instant);

/** A line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(cells) {
  return cells.map((cell) => {
    const text = isMissing(cell) ? "" : typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(",");
}
