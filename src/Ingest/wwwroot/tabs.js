// Tabs over one panel: one is reached by Tab, the others by arrows.

import { freshId, h, roving } from "./dom.js";

/** A list of tabs and their panel. `show` fills the panel for the id of a tab. */
export function tabs(label, items, selected, show) {
  const panelId = freshId("panel");
  const panel = h("div", { id: panelId, role: "tabpanel" });
  const buttons = new Map(items.map(([id, text]) => [id, h("button", { type: "button", role: "tab", id: freshId("tab"), "aria-controls": panelId, onclick: () => pick(id) }, text)]));
  const list = h("div", { role: "tablist", "aria-label": label, class: "tabs" }, [...buttons.values()]);
  roving(list, "[role=tab]", (button) => button.click());

  const pick = (id) => {
    for (const [each, button] of buttons) {
      button.setAttribute("aria-selected", String(each === id));
      button.tabIndex = each === id ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", buttons.get(id).id);
    show(panel, id);
  };
  pick(buttons.has(selected) ? selected : items[0][0]);
  return [list, panel];
}
