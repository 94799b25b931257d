// Times of an IANA time zone. An instant is milliseconds since 1970; a wall is what a clock there shows.

const formats = new Map();

function formatOf(zone) {
  if (!formats.has(zone)) {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
    formats.set(zone, new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", calendar: "iso8601", ...fields }));
  }
  return formats.get(zone);
}

/** What a clock of the zone shows. */
export function wallOf(instant, zone) {
  const wall = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) wall[type] = Number(value);
  const { year, month, day, hour, minute, second } = wall;
  return { year, month, day, hour, minute, second };
}

const utcOf = ({ year, month, day, hour = 0, minute = 0, second = 0 }) => Date.UTC(year, month - 1, day, hour, minute, second);

function offsetAt(instant, zone) {
  const whole = Math.floor(instant / 1000) * 1000;
  return utcOf(wallOf(whole, zone)) - whole;
}

/** When a clock of the zone shows this first; where it leaps over it, when it leaps. Days and months may be over or under their bounds. */
export function instantOf(wall, zone) {
  const day = 86_400_000;
  const wanted = utcOf(wall);
  const before = wanted - offsetAt(wanted - day, zone);
  if (utcOf(wallOf(before, zone)) === wanted) return before;
  const after = wanted - offsetAt(wanted + day, zone);
  return utcOf(wallOf(after, zone)) === wanted ? after : before;
}

/** The instant moved by whole days or months of the calendar, the time of the day kept. */
export function moved(instant, { days = 0, months = 0 }, zone) {
  const wall = wallOf(instant, zone);
  return instantOf({ ...wall, day: wall.day + days, month: wall.month + months }, zone);
}

/** Begin of the interval that the instant is in; weeks begin on Monday. */
export function startOf(unit, instant, zone) {
  const wall = wallOf(instant, zone);
  const { year, month, day } = wall;
  switch (unit) {
    case "minute":
      return Math.floor(instant / 60_000) * 60_000;
    case "hour":
      return instant - (wall.minute * 60 + wall.second) * 1000 - (((instant % 1000) + 1000) % 1000);
    case "day":
      return instantOf({ year, month, day }, zone);
    case "week": {
      const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
      return instantOf({ year, month, day: day - weekday }, zone);
    }
    case "month":
      return instantOf({ year, month, day: 1 }, zone);
    case "quarter":
      return instantOf({ year, month: month - ((month - 1) % 3), day: 1 }, zone);
    default:
      return instantOf({ year, month: 1, day: 1 }, zone);
  }
}

const steps = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { months: 12 } };

/** Begin of the interval after the one that begins here. */
export function nextOf(unit, start, zone) {
  if (unit === "minute") return start + 60_000;
  if (unit === "hour") return start + 3_600_000;

  // By its date: where clocks leap over midnight, it begins later.
  const { year, month, day } = wallOf(start, zone);
  const { days = 0, months = 0 } = steps[unit];
  return instantOf({ year, month: month + months, day: day + days }, zone);
}
