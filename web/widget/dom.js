/**
 * Makes one element. Text always goes in as text nodes, so nothing a person wrote can become markup.
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `text`, `on: {event: handler}`; anything else is an attribute (false and null leave it out).
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'text') element.textContent = value;
    else if (name === 'on') for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** @param {string} selector @returns {any} */
export function find(selector) {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`The page has no ${selector}`);
  return element;
}

/**
 * Makes `list` show `rows` in order, touching only what changed: what a screen reader was told, an opened fold and a
 * selection stay as they are.
 * @param {HTMLElement} list
 * @param {{ key: string, version: string, make: () => HTMLElement }[]} rows
 */
export function reconcile(list, rows) {
  const old = new Map(
    [...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset.key, /** @type {HTMLElement} */ (child)]),
  );
  /** @type {Element | null} */
  let at = list.firstElementChild;
  for (const { key, version, make } of rows) {
    let element = old.get(key);
    old.delete(key);
    if (!element || element.dataset.version !== version) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.version = version;
      if (element) {
        if (at === element) at = fresh;
        element.replaceWith(fresh);
      }
      element = fresh;
    }
    if (element === at) at = at.nextElementSibling;
    else list.insertBefore(element, at);
  }
  for (const element of old.values()) element.remove();
}
