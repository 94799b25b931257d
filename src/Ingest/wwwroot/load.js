// A part of the page that is waiting for figures: it says so, shows them, or says what went wrong with a way to try again.

import { announce, h } from "./dom.js";

/** Fills the element by what `ask` promises and `show` makes of it. Resolves when it is done, whatever came of it. */
export async function load(element, ask, show, signal) {
  element.setAttribute("aria-busy", "true");
  try {
    const answer = await ask();
    signal?.throwIfAborted();
    element.replaceChildren(...[await show(answer)].flat());
  } catch (fault) {
    if (signal?.aborted) return;
    element.replaceChildren(failure(fault, () => load(element, ask, show, signal)));
  }
  element.removeAttribute("aria-busy");
}

/** A question that parts of a page share: asked once, and again after it failed. */
export function shared(ask) {
  let answer = null;
  return () => (answer ??= ask().catch((fault) => {
    answer = null;
    throw fault;
  }));
}

/** What is shown of a fault. */
export function failure(fault, retry) {
  console.warn(fault);
  announce(`Could not be loaded: ${fault.message}`);
  const wait = fault.retryAfter ? ` The server asks to wait ${fault.retryAfter} seconds.` : "";
  return h("div", { class: "failure" },
    h("p", {}, h("strong", {}, "This could not be loaded. "), fault.message, wait),
    h("button", { type: "button", onclick: retry }, "Try again"));
}

/** What is shown where there is nothing. */
export const empty = (text, ...more) => h("div", { class: "empty" }, h("p", {}, text), ...more);
