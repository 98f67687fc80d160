// Elements, and the one view that a component keeps in its place on the page.

const views = new WeakMap();

// What create(root) made when the component was mounted here for the first time, and the same afterwards.
export function view(parentElement, name, create) {
  let root = parentElement.querySelector(`.${name}`);
  if (!root) {
    root = parentElement.appendChild(document.createElement("div"));
    root.className = name;
  }
  if (!views.has(root)) views.set(root, create(root));
  return views.get(root);
}

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// An element with a class, at the end of its parent.
export function node(tag, name, parent, attributes = {}) {
  const made = el(tag, attributes);
  if (name) made.className = name;
  parent.append(made);
  return made;
}
