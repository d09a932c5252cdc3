/** Times as others write them. The one place that parses them, so that none of them lies in another age. */

/** The longest form that counts has about forty characters: `Wed, 21 Oct 2026 07:28:00 GMT`, `2026-10-21T07:28:00.000000+00:00`. */
const maxChars = 64;
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/**
 * ms UTC; null for what is no time, or one outside 1990–2099: a clock that is set wrong, or a lie. A time of day without a zone
 * is UTC, as OpenStack's services write it.
 * @param text ISO 8601, or an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
 */
export const readTime = (text: string): number | null => {
  if (text.length > maxChars) return null;
  const at = Date.parse(/\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
  return at >= earliest && at < latest ? at : null;
};
