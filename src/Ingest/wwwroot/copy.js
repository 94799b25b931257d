// A button that copies a text which stands beside it.

import { h } from "./dom.js";

/** The button, and where it says what it has done. A page that came without HTTPS may not copy: there it selects the text. */
export function copier(label, element) {
  const said = h("span", { class: "note", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(element.textContent);
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(element);
      said.textContent = "The browser does not let this page copy. The text is selected.";
    }
  };
  return [h("button", { type: "button", onclick: copy }, label), said];
}
