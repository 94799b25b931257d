// A table that is sorted by its heads.

import { h } from "./dom.js";

/**
 * `columns`: id, label, text (of a value and its row), isNumber, isProse. `sorted`: [id, isDescending]. `onSort` gets the id of a head that was pressed; without it heads are no buttons.
 * `onRow` makes the first cell a button, of all rows or of those that `canPress` lets.
 */
export function table({ label, columns, rows, sorted = null, onSort = null, onRow = null, canPress = () => true, rowLabel = null }) {
  const head = (column) => {
    const [id, isDescending] = sorted ?? [];
    const order = id === column.id ? (isDescending ? "descending" : "ascending") : null;
    const mark = order === "descending" ? " \u2193" : order === "ascending" ? " \u2191" : "";
    const content = onSort ? h("button", { type: "button", class: "sort", onclick: () => onSort(column.id) }, column.label, h("span", { "aria-hidden": "true" }, mark)) : column.label;
    return h("th", { scope: "col", class: column.isNumber ? "number" : null, "aria-sort": order }, content);
  };
  const cell = (column, row, at) => {
    const text = column.text(row[column.id], row);
    if (at > 0) return h("td", { class: column.isNumber ? "number" : column.isProse ? "prose" : null }, text);
    const content = onRow && canPress(row) ? h("button", { type: "button", class: "link", "aria-label": rowLabel?.(row), onclick: () => onRow(row) }, text) : text;
    return h("th", { scope: "row" }, content);
  };
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label },
    h("table", { "aria-label": label },
      h("thead", {}, h("tr", {}, columns.map(head))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((column, at) => cell(column, row, at)))))));
}
