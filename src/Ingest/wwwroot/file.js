// Rows as a file of the person who looks at them.

import { h } from "./dom.js";
import { csvLine } from "./format.js";

/** Saves rows as CSV, the names of the columns first. */
export function saveCsv(name, columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))].map(csvLine);
  const url = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
