// A time series: drawn by uPlot, read by keys as a slider, and as a table for whoever wants one.

import { announce, freshId, h } from "./dom.js";
import * as format from "./format.js";
import uPlot from "./uplot.js";

const HEIGHT = 260;

/**
 * A figure of one or more series over the same buckets.
 * `series`: label, values, text (of a value), and isBefore for that of the previous period. `onSelect` gets a span that was dragged over: its begin, and its end, null for that of the last bucket.
 */
export function chart({ label, buckets, series, unit, zone, signal, bars = false, onSelect = null }) {
  const plot = h("div", { class: "plot", tabindex: 0, role: "slider", "aria-label": `${label}: arrow keys go through the intervals`, "aria-orientation": "horizontal" });
  const tip = h("div", { class: "tip", hidden: true });
  const table = h("div", { class: "scroll", hidden: true, tabindex: 0, role: "group", "aria-label": `${label}, as a table` });
  const toggle = h("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "View as table");
  const legend = h("ul", { class: "legend", "aria-label": "Legend" }, series.map((one, at) => h("li", {}, h("span", { class: `key key-${at}`, "aria-hidden": "true" }), one.label)));
  const figure = h("figure", { class: "chart", "aria-label": label }, h("div", { class: "chart-head" }, legend, toggle), h("div", { class: "plot-box" }, plot, tip), table);

  toggle.addEventListener("click", () => {
    const asTable = table.hidden;
    if (asTable && table.childElementCount === 0) table.append(tableOf(label, buckets, series, unit, zone));
    table.hidden = !asTable;
    plot.parentElement.hidden = asTable;
    toggle.setAttribute("aria-pressed", String(asTable));
    announce(asTable ? "Shown as a table" : "Shown as a chart");
  });
  live({ plot, tip, buckets, series, unit, zone, signal, bars, onSelect });
  return figure;
}

// uPlot measures its place, so it is drawn when there is one, and anew when the place or the colours change.
function live(parts) {
  const { plot, signal } = parts;
  let drawn = null;
  let width = 0;
  const draw = () => {
    drawn?.destroy();
    drawn = width > 0 ? new uPlot(options(parts, width), dataOf(parts), plot) : null;
  };
  const observer = new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === width || next === 0) return;
    width = next;
    if (drawn) drawn.setSize({ width, height: HEIGHT });
    else draw();
  });
  observer.observe(plot);
  addEventListener("themechange", draw, { signal });
  signal?.addEventListener("abort", () => {
    observer.disconnect();
    drawn?.destroy();
  });
  keys(parts, () => drawn);
}

const dataOf = ({ buckets, series }) => [buckets.map((at) => at / 1000), ...series.map((one) => one.values)];

function options({ plot, tip, buckets, series, unit, zone, bars, onSelect }, width) {
  const style = getComputedStyle(plot);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const strokes = ["--series-0", "--series-1", "--series-2", "--series-3", "--series-4"].map(color);
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    legend: { show: false },
    cursor: { y: false, drag: { x: onSelect !== null, y: false, setScale: false } },
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.08] } },
    axes: [
      { ...axis, grid: { show: false }, values: (_, splits) => splits.map((at) => tick(at * 1000, unit, zone)), space: 64, splits: (u) => ticks(u, buckets), size: 32 },
      { ...axis, values: (_, splits) => splits.map(series[0].tick ?? series[0].text), size: 64 },
    ],
    series: [{}, ...series.map((one, at) => ({
      label: one.label,
      stroke: one.isBefore ? color("--muted") : strokes[at % strokes.length],
      width: 2,
      dash: one.isBefore ? [4, 4] : undefined,
      fill: at === 0 && !bars ? color("--series-fill") : bars ? strokes[at % strokes.length] : undefined,
      paths: bars ? uPlot.paths.bars({ size: [0.7, 40] }) : undefined,
      points: { show: !bars && buckets.length < 2 },
      spanGaps: false,
    }))],
    hooks: {
      setCursor: [(u) => place(u, plot, tip, { buckets, series, unit, zone })],
      setSelect: [(u) => select(u, buckets, onSelect)],
    },
  };
}

// Marks at begins of intervals, as many as there is room for: uPlot's own would stand between them.
function ticks(u, buckets) {
  const room = Math.max(2, Math.floor(u.width / 90));
  const step = Math.ceil(buckets.length / room);
  return buckets.filter((_, at) => at % step === 0).map((at) => at / 1000);
}

function tick(at, unit, zone) {
  const fields = {
    minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    month: { month: "short", year: "2-digit" },
    quarter: { month: "short", year: "2-digit" },
  };
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...(fields[unit] ?? { day: "numeric", month: "short" }) }).format(at);
}

function place(u, plot, tip, { buckets, series, unit, zone }) {
  const at = u.cursor.idx;
  tip.hidden = at === null || at === undefined || u.cursor.left < 0;
  if (tip.hidden) return;
  tip.replaceChildren(
    h("strong", {}, format.bucket(buckets[at], unit, zone)),
    ...series.map((one, index) => h("span", {}, h("span", { class: `key key-${index}` }), `${one.label}: ${one.text(one.values[at])}`)));
  const left = u.valToPos(buckets[at] / 1000, "x") + u.bbox.left / devicePixelRatio;
  const isRight = left > plot.clientWidth / 2;
  tip.style.left = isRight ? "auto" : `${left + 12}px`;
  tip.style.right = isRight ? `${plot.clientWidth - left + 12}px` : "auto";
}

function select(u, buckets, onSelect) {
  if (!onSelect || u.select.width < 8) return;
  const [from, to] = [u.select.left, u.select.left + u.select.width].map((left) => u.posToIdx(left));
  u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (to > from) onSelect(buckets[from], buckets[to + 1] ?? null);
}

function keys({ plot, tip, buckets, series, unit, zone }, drawn) {
  let at = buckets.length - 1;
  const say = () => {
    plot.setAttribute("aria-valuenow", at);
    plot.setAttribute("aria-valuetext", `${format.bucket(buckets[at], unit, zone)}: ${series.map((one) => `${one.label} ${one.text(one.values[at])}`).join(", ")}`);
    const u = drawn();
    if (u && document.activeElement === plot) u.setCursor({ left: u.valToPos(buckets[at] / 1000, "x"), top: 10 });
  };
  plot.setAttribute("aria-valuemin", 0);
  plot.setAttribute("aria-valuemax", Math.max(0, buckets.length - 1));
  if (buckets.length === 0) {
    plot.setAttribute("aria-valuenow", 0);
    return;
  }
  say();
  plot.addEventListener("focus", () => plot.matches(":focus-visible") && say());
  plot.addEventListener("blur", () => (tip.hidden = true));
  plot.addEventListener("keydown", (event) => {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: buckets.length - 1, PageUp: at + 7, PageDown: at - 7 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    at = Math.min(Math.max(next, 0), buckets.length - 1);
    say();
  });
}

function tableOf(label, buckets, series, unit, zone) {
  const id = freshId("table");
  return h("table", { "aria-labelledby": id },
    h("caption", { id, class: "spoken" }, label),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Time"), series.map((one) => h("th", { scope: "col", class: "number" }, one.label)))),
    h("tbody", {}, buckets.map((at, index) => h("tr", {},
      h("th", { scope: "row" }, format.bucket(at, unit, zone)),
      series.map((one) => h("td", { class: "number" }, one.text(one.values[index])))))));
}
