// The pipeline: is the server ready, and how far behind is each sink.

import { get } from "./api.js";
import { announce, h } from "./dom.js";
import * as format from "./format.js";
import { failure } from "./load.js";
import { table } from "./table.js";

const EVERY = 10_000;

/** Shows it, until another view is shown. */
export async function show(main, context) {
  const place = h("div", { class: "section" });
  main.append(place);
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const health = await get("/health/ready", context.signal, [503]);
      if (!place.contains(document.activeElement)) place.replaceChildren(...draw(health));
    } catch (fault) {
      if (!context.signal.aborted) place.replaceChildren(failure(fault, refresh));
    }
  };
  await refresh();
  announce("Pipeline loaded");
  const timer = setInterval(refresh, EVERY);
  context.signal.addEventListener("abort", () => clearInterval(timer));
}

function draw({ ready, checks, sinks }) {
  const yes = (value) => h("span", { class: value ? "good" : "bad" }, value ? "Ready" : "Not ready");
  const checkColumns = [
    { id: "name", label: "Check", text: String },
    { id: "ready", label: "State", text: yes },
    { id: "reason", label: "Reason", text: (value) => value ?? "" },
  ];
  const sinkColumns = [
    { id: "name", label: "Sink", text: String },
    { id: "oldest_undelivered_seconds", label: "Age of the oldest", text: format.duration, isNumber: true },
    { id: "undelivered_events", label: "Waiting", text: format.count, isNumber: true },
    { id: "quarantined_records", label: "Quarantined", text: format.count, isNumber: true },
    { id: "consecutive_failures", label: "Failures in a row", text: format.count, isNumber: true },
    { id: "last_error", label: "Last error", text: (value) => value ?? "" },
  ];
  return [
    h("div", { class: "card" }, h("p", { class: "big" }, yes(ready)), h("p", { class: "note" }, `What each sink has not delivered yet. Asked again every ${EVERY / 1000} seconds.`)),
    h("section", { class: "card", "aria-label": "Sinks" }, h("h2", {}, "Sinks"), table({ label: "Sinks", columns: sinkColumns, rows: sinks })),
    h("section", { class: "card", "aria-label": "Checks" }, h("h2", {}, "Checks"), table({ label: "Checks", columns: checkColumns, rows: checks })),
  ];
}
