// To another address of the app without loading it anew: Streamlit reads it as for the browser's "back".

/** @param {string} address */
export function go(address) {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

/**
 * Whether a click asks for another tab or window.
 *
 * @param {MouseEvent} event
 */
export function elsewhere(event) {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
}

/**
 * To another page: by Streamlit's own link where there is one, so that what the page before has in the address is left;
 * on a projector it stays one.
 *
 * @param {string} address
 */
export function visit(address) {
  const url = new URL(address, location.href),
    here = new URL(location.href);
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll("a[data-testid=stSidebarNavLink]");
  const link = url.search ? undefined : [...links].find((one) => one.pathname === url.pathname);
  if (link) return link.click();
  for (const name of ["projector", "lang"]) {
    const value = here.searchParams.get(name);
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  go(url.href);
}
