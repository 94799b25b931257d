// A dialog: the browser keeps the keyboard inside, Escape closes it, and the focus goes back to what opened it.

import { freshId, h } from "./dom.js";

/** Opens one, that ends with the signal; a small one is as high as what is in it. Returns its body. */
export function dialog(title, signal, opener, { isSmall = false } = {}) {
  const id = freshId("dialog");
  const body = h("div", { class: "dialog-body" });
  const close = h("button", { type: "button", class: "quiet", onclick: () => element.close() }, "Close");
  const element = h("dialog", { "aria-labelledby": id, class: isSmall ? "small" : null }, h("div", { class: "dialog-head" }, h("h2", { id }, title), close), body);
  // A press beside it closes it, and no selection of a text that ends there.
  let pressed = null;
  element.addEventListener("pointerdown", (event) => (pressed = event.target));
  element.addEventListener("click", (event) => event.target === element && pressed === element && element.close());
  element.addEventListener("close", () => {
    element.remove();
    if (opener?.isConnected) opener.focus();
  });
  signal?.addEventListener("abort", () => element.close());
  document.body.append(element);
  element.showModal();
  return { body, close: () => element.close() };
}
