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
