/* Elements made through the object model: never from a string of HTML, so that no value can become markup.

In:  a name, properties (attributes; `text`; `on` with listeners) and children.
Out: the element. */

const SVG = "http://www.w3.org/2000/svg";

export function make(name, properties = {}, ...children) {
  return dress(document.createElement(name), properties, children);
}

export function draw(name, properties = {}, ...children) {
  return dress(document.createElementNS(SVG, name), properties, children);
}

function dress(element, { text, on, ...attributes }, children) {
  if (text !== undefined) element.textContent = text;
  for (const [event, listener] of Object.entries(on ?? {})) element.addEventListener(event, listener);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function button(text, act, properties = {}) {
  return make("button", {
    type: "button", class: "btn btn-outline-secondary btn-sm", text, on: act ? { click: act } : {}, ...properties,
  });
}

/* Whether a key typed here belongs to a field and not to a shortcut. */
export function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
