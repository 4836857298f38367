// Addresses that a link may lead to. No DOM.

/**
 * @param {string} text from anywhere
 * @returns {string | null} the address when it is one of the web, null for any other
 */
export function webAddress(text) {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}
