// The dashboard's own reckoning: ranges, intervals, figures and addresses. Its figures against the server's are tested in a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "../../src/Ingest/wwwroot/format.js";
import { display, parseFilter } from "../../src/Ingest/wwwroot/names.js";
import { RANGES, bucketsOf, comparableOf, dateOf, previousOf, rangeOf, seriesOf, unitOf, unitsOf } from "../../src/Ingest/wwwroot/range.js";
import * as route from "../../src/Ingest/wwwroot/route.js";
import { instantOf, nextOf, startOf, wallOf } from "../../src/Ingest/wwwroot/zone.js";

const HOUR = 3_600_000;
const at = (text) => Date.parse(text);
const text = (instant) => new Date(instant).toISOString().replace(":00.000Z", "Z");

test("A day of a change of clocks has 23 or 25 hours, and each hour one interval", () => {
  for (const [day, hours] of [["2026-03-29", 23], ["2026-03-30", 24], ["2026-10-25", 25]]) {
    const next = new Date(at(day) + 24 * HOUR).toISOString().slice(0, 10);
    const range = rangeOf({ since: day, until: next }, "Europe/Berlin", 0);
    assert.equal((range.until - range.since) / HOUR, hours);
    assert.equal(bucketsOf(range, "hour", "Europe/Berlin").length, hours);
    assert.equal(bucketsOf(range, "day", "Europe/Berlin").length, 1);
  }
});

test("Days over a change of clocks begin at midnight of the zone", () => {
  const range = rangeOf({ since: "2026-10-24", until: "2026-10-27" }, "Europe/Berlin", 0);
  assert.deepEqual(bucketsOf(range, "day", "Europe/Berlin").map(text), ["2026-10-23T22:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z"]);
});

test("Where clocks leap over midnight the day begins when they have leapt", () => {
  const start = instantOf({ year: 2018, month: 11, day: 4 }, "America/Sao_Paulo");
  assert.equal(wallOf(start, "America/Sao_Paulo").hour, 1);
  assert.equal(startOf("day", start + 5 * HOUR, "America/Sao_Paulo"), start);
  assert.equal(text(nextOf("day", start, "America/Sao_Paulo")), "2018-11-05T02:00Z");
});

test("An hour that a clock shows twice is the first of the two", () => {
  assert.equal(text(instantOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, "Europe/Berlin")), "2026-10-25T00:30Z");
});

test("Hours of a zone that is off by minutes begin by its clock", () => {
  assert.equal(text(startOf("hour", at("2026-05-01T10:20:30Z"), "Asia/Kathmandu")), "2026-05-01T10:15Z");
});

test("Weeks begin on Monday, months and quarters on their first day", () => {
  const now = at("2026-11-05T12:00:00Z");
  assert.equal(text(startOf("week", now, "UTC")), "2026-11-02T00:00Z");
  assert.equal(text(startOf("month", now, "UTC")), "2026-11-01T00:00Z");
  assert.equal(text(startOf("quarter", now, "UTC")), "2026-10-01T00:00Z");
});

test("Every range has its intervals, and one before it that ends where it begins or earlier", () => {
  const now = at("2026-11-03T10:07:00Z");
  for (const zone of ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe"]) {
    for (const [id] of RANGES) {
      const range = rangeOf({ last: id }, zone, now);
      const before = previousOf(range, zone);
      assert.ok(range.since < range.until && before.until <= range.since && before.since < before.until, `${id} in ${zone}`);
      assert.ok(comparableOf(range, zone, now).until <= before.until, `${id} in ${zone}`);
      const buckets = bucketsOf(range, unitOf(range), zone);
      assert.ok(buckets.length >= 7 && buckets.length <= 100, `${id} in ${zone}: ${buckets.length}`);
      assert.ok(buckets.every((bucket, index) => index === 0 || bucket > buckets[index - 1]));
    }
  }
});

test("Thirty days end with today and are compared as far as they have come", () => {
  const now = at("2026-11-03T10:07:00Z");
  const range = rangeOf({}, "Europe/Berlin", now);
  assert.deepEqual([range.id, text(range.since), text(range.until)], ["30d", "2026-10-04T22:00Z", "2026-11-03T23:00Z"]);
  const before = comparableOf(range, "Europe/Berlin", now);
  assert.deepEqual([text(before.since), text(before.until)], ["2026-09-04T22:00Z", "2026-10-04T09:10Z"]);
});

test("A range that the address has wrong is the default one", () => {
  for (const params of [{ last: "nonsense" }, { since: "2026-02-03", until: "2026-02-01" }, { since: "x", until: "y" }, { since: "2026-02-01" }]) {
    assert.equal(rangeOf(params, "UTC", 0).id, "30d");
  }
});

test("Only units that fit a range can be picked", () => {
  const range = rangeOf({ last: "today" }, "UTC", at("2026-11-03T10:07:00Z"));
  assert.deepEqual(unitsOf(range), ["hour"]);
  assert.equal(unitOf(range, "month"), "hour");
  assert.equal(unitOf(rangeOf({ last: "90d" }, "UTC", 0), "week"), "week");
});

test("Intervals without a row are zero, those to come are nothing", () => {
  const buckets = [0, HOUR, 2 * HOUR];
  assert.deepEqual(seriesOf([{ bucket: "1970-01-01T01:00:00Z", views: 5 }], "views", buckets, HOUR + 1), [0, 5, null]);
});

test("The date of an instant is that of the zone", () => assert.equal(dateOf(at("2026-11-03T23:30:00Z"), "Europe/Berlin"), "2026-11-04"));

test("Figures are short and exact", () => {
  assert.deepEqual([format.count(1234567), format.brief(99_999), format.brief(1234567), format.count(null)], ["1,234,567", "99,999", "1.2M", "–"]);
  assert.deepEqual([format.share(0), format.share(0.0525), format.share(0.5), format.share(1)], ["0%", "5.3%", "50%", "100%"]);
  assert.deepEqual([format.duration(0), format.duration(59.6), format.duration(125), format.duration(3723)], ["0s", "1m 00s", "2m 05s", "1h 02m"]);
  assert.deepEqual([format.money(3, "EUR"), format.money(3, "points!")], ["€3.00", "3 points!"]);
});

test("A change says which way is good", () => {
  assert.equal(format.change(12, 10).sense, "good");
  assert.equal(format.change(12, 10).shown, "+20%");
  assert.equal(format.change(0.4, 0.5, { better: -1, isShare: true, text: format.share }).sense, "good");
  assert.equal(format.change(0.4, 0.5, { isShare: true }).shown, "\u221210 pp");
  assert.equal(format.change(5, 5).sense, "none");
  assert.equal(format.change(5, 0).shown, "new");
  assert.equal(format.change(5, null), null);
});

test("A cell of a file is no formula and breaks no line", () => {
  assert.equal(format.csvLine(["=1+1", 'a"b', "c,d", -5, null, "e\nf"]), '\'=1+1,"a""b","c,d",-5,,"e\nf"');
});

test("An address leads back to what it was made of", () => {
  const params = new URLSearchParams([["last", "7d"], ["filter", "path:/a&b?c#d"], ["filter", "!country:DE"], ["step", "path:/"]]);
  const parsed = route.parse(route.format({ site: "s1", section: "funnel", params }));
  assert.deepEqual([parsed.site, parsed.section, [...parsed.params]], ["s1", "funnel", [...params]]);
  assert.deepEqual([...route.shared(parsed.params).keys()], ["last", "filter", "filter"]);
  assert.equal(route.parse("#/s/constructor").section, "overview");
  assert.equal(route.parse("#/%E0%A4%A/x").site, "");
  assert.equal(route.changed(params, { last: null, filter: ["a:b"] }).toString(), "step=path%3A%2F&filter=a%3Ab");
});

test("Filters are taken apart, and codes have names", () => {
  assert.deepEqual(parseFilter("!path:/a:b\nc"), { operator: "!", key: "path", value: "/a:b\nc" });
  assert.equal(parseFilter("nonsense"), null);
  assert.deepEqual([display("country", "DE"), display("country", "<b>"), display("language", "de-AT"), display("referrer", ""), display("city", "")], ["Germany", "<b>", "Austrian German", "Direct or unknown", "Not known"]);
});

test("A page in a file answers from what it has, sorted and cut as the server would, and has nothing else", async () => {
  const asked = { since: "2026-11-01T00:00:00.000Z", until: "2026-11-02T00:00:00.000Z", order: "visitors:desc" };
  const columns = ["path", "visitors", "mean"].map((name) => ({ name, type: "" }));
  const answers = [
    { view: "pages", asked, answer: { columns, rows: [["/b", 9, null], ["/a", 5, 2], ["/c", 5, 1]], truncated: false } },
    { view: "cities", asked, answer: { columns, rows: [["x", 9, 1], ["y", 5, 1]], truncated: true } },
    { view: "funnel", asked: { since: asked.since, until: asked.until, steps: ["path:/", "event:a"], seconds: "60" }, answer: { columns, rows: [], truncated: false } },
  ];
  const span = { since: asked.since, until: asked.until };
  const page = { made: "2026-11-02T00:00:00.000Z", range: span, previous: span, comparable: span, unit: "day", filters: [], sections: ["overview"], answers };
  globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(page) }) };
  const { recorded, recordedAnswer } = await import("../../src/Ingest/wwwroot/recorded.js");
  delete globalThis.document;
  const paths = (view, more) => recordedAnswer(view, { ...asked, tz: "UTC", filter: [], unit: null, ...more })?.rows.map((row) => row[0]);

  assert.deepEqual([recorded.now, recorded.range.since, recorded.unit], [at(page.made), at(asked.since), "day"]);
  assert.deepEqual(paths("pages"), ["/b", "/a", "/c"]);
  assert.deepEqual(paths("pages", { limit: 1 }), ["/b"]);
  assert.equal(recordedAnswer("pages", { ...asked, limit: 1 }).truncated, true);
  assert.equal(recordedAnswer("pages", { ...asked, limit: 3 }).truncated, false);
  assert.deepEqual(paths("pages", { order: "visitors:asc" }), ["/a", "/c", "/b"]);
  assert.deepEqual(paths("pages", { order: "mean:desc" }), ["/a", "/c", "/b"]);
  assert.deepEqual(paths("pages", { order: "mean:asc" }), ["/c", "/a", "/b"]);
  assert.deepEqual(paths("cities", { limit: 1000 }), ["x", "y"]);
  assert.equal(paths("cities", { order: "mean:asc" }), undefined);
  assert.deepEqual(paths("funnel", { order: null, steps: ["path:/", "event:a"], seconds: 60 }), []);
  assert.equal(paths("funnel", { order: null, steps: ["event:a", "path:/"], seconds: 60 }), undefined);
  assert.equal(paths("pages", { until: "2026-11-03T00:00:00.000Z" }), undefined);
});
