// The whole list of a breakdown: searched, sorted, and as a file.

import { shownOf } from "./columns.js";
import { dialog } from "./dialog.js";
import { DIMENSIONS } from "./dimensions.js";
import { h } from "./dom.js";
import { saveCsv } from "./file.js";
import * as format from "./format.js";
import { empty, load } from "./load.js";
import { display } from "./names.js";
import { recorded } from "./recorded.js";
import { table } from "./table.js";

const SHOWN_MAX = 1000;
const FILE_MAX = 10_000;
const MORE = recorded ? ", and more that this page does not have" : ", and more that are not shown: the file has up to 10,000";

/** Opens the list of a dimension. */
export function details(context, id, opener) {
  const { view, column, filter, label, sort } = DIMENSIONS[id];
  const { body, close } = dialog(label, context.signal, opener);
  const search = h("input", { type: "search", placeholder: "Search", "aria-label": `Search ${label.toLowerCase()}` });
  const note = h("p", { class: "note", role: "status" });
  const place = h("div", { class: "dialog-list" });
  const csv = h("button", { type: "button", class: "quiet" }, "Download CSV");
  body.append(h("div", { class: "dialog-tools" }, search, csv), note, place);

  let order = [sort, true];
  let answer = null;
  const ask = (limit) => context.query(view, { order: `${order[0]}:${order[1] ? "desc" : "asc"}`, limit });
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const textOf = (row) => display(filter, row[column]);
    const rows = answer.rows.filter((row) => `${textOf(row)} ${row[column]} ${row.page_title ?? ""}`.toLowerCase().includes(wanted));
    note.textContent = `${format.count(rows.length)} of ${format.count(answer.rows.length)}${answer.truncated ? MORE : ""}`;
    if (rows.length === 0) return empty("Nothing matches the search.");
    const extra = answer.columns.some((each) => each.name === "country") && column !== "country" ? [{ id: "country", label: "Country", text: (value) => display("country", value) }] : [];
    return table({
      label,
      columns: [{ id: column, label: label.replace(/s$/, ""), text: (_, row) => textOf(row) }, ...extra, ...shownOf(answer.columns.map((each) => each.name))],
      rows,
      sorted: order,
      // The rows that a page of its own has are the first of one order.
      onSort: recorded && answer.truncated ? null : (by) => {
        order = [by, order[0] === by ? !order[1] : by !== column];
        return refresh(by);
      },
      onRow: context.addFilter && ((row) => {
        close();
        context.addFilter(filter, row[column]);
      }),
    });
  };
  const refresh = async (by) => {
    await load(place, async () => (answer = await ask(SHOWN_MAX)), draw, context.signal);
    if (by) place.querySelector("th[aria-sort] button")?.focus();
  };
  search.addEventListener("input", () => answer && place.replaceChildren(draw()));
  csv.addEventListener("click", async () => {
    const all = answer?.truncated ? await ask(FILE_MAX) : answer;
    if (all) saveCsv(`${view}.csv`, all.columns.map((each) => each.name), all.rows);
  });
  refresh();
}
