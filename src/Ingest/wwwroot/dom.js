// Elements from code. What comes from data is text here, whatever it holds: nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes by name, listeners by onname, and children that are elements or texts. */
export function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for a drawing. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A text for screen readers alone. */
export const spoken = (text) => h("span", { class: "spoken" }, text);

let ids = 0;

/** An id that no other element has. */
export const freshId = (prefix) => `${prefix}-${(ids += 1)}`;

/** Says something to those who listen instead of looking. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** Lets arrows, Home and End go through a group of which one element can be reached by Tab. */
export function roving(group, selector, onMove = () => {}) {
  group.addEventListener("keydown", (event) => {
    const items = [...group.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const item = items[(next + items.length) % items.length];
    item.focus();
    onMove(item);
  });
}
