// Elements by id and by what they hold. Text goes in as text: nothing here reads HTML.

export const byId = (id) => document.getElementById(id);

/** An element with the class and the children (elements or texts) named. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/** Shows a text in its place, or hides the place if there is none. */
export function tell(place, text) {
  place.textContent = text || "";
  place.hidden = !text;
}
