/** Times as others write them. The one place that parses them, so that none of them lies in another age, or in the machine's zone. */

/** The longest form that counts has about forty characters: `Wed, 21 Oct 2026 07:28:00 GMT`, `2026-10-21T07:28:00.000000+00:00`. */
const maxChars = 64;
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const months = 'janfebmaraprmayjunjulaugsepoctnovdec';

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(z|utc|gmt|[+-]\d{2}:?\d{2})?)?$/;
/** `Wed, 21 Oct 2026 07:28:00 GMT` and, from servers of another age, `Wednesday, 21-Oct-26 07:28:00 GMT`. */
const http =
  /^[a-z]{3,9}, (\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d{2}) (\d{2}:\d{2}:\d{2}) ?(z|utc|gmt|[+-]\d{2}:?\d{2})?$/;
/** `Wed Oct 21 07:28:00 2026`, of the same age. */
const asctime = /^[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/;

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** `07:28`, to the second or finer. */
  readonly time?: string | undefined;
  readonly zone?: string | undefined;
}

const monthOf = (name: string): string => {
  const at = months.indexOf(name);
  return at % 3 === 0 ? String(at / 3 + 1).padStart(2, '0') : '00';
};
const centuryOf = (year: string): string => (year.length === 4 ? '' : year < '90' ? '20' : '19');

const partsOf = (text: string): Parts | null => {
  let [all, a = '', b = '', c = '', d = '', e] = iso.exec(text) ?? [];
  if (all !== undefined) return { year: a, month: b, day: c, time: d, zone: e };
  [all, a = '', b = '', c = '', d = '', e] = http.exec(text) ?? [];
  if (all !== undefined)
    return { year: centuryOf(c) + c, month: monthOf(b), day: a.padStart(2, '0'), time: d, zone: e };
  [all, a = '', b = '', c = '', d = ''] = asctime.exec(text) ?? [];
  return all === undefined ? null : { year: d, month: monthOf(a), day: b.padStart(2, '0'), time: c };
};

/** `+0530` as `+05:30`; UTC if none is named. */
const offsetOf = (named: string | undefined): string =>
  named !== undefined && /^[+-]/.test(named) ? `${named.slice(0, 3)}:${named.slice(-2)}` : 'Z';

/**
 * ms UTC; null for what is no time, or one outside 1990–2099: a clock that is set wrong, or a lie. A time of day without a zone
 * is UTC, as OpenStack's services write it.
 * @param text ISO 8601, or an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
 */
export const readTime = (text: string): number | null => {
  if (text.length > maxChars) return null;
  const parts = partsOf(text.trim().toLowerCase());
  if (parts === null) return null;
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // the parser takes the 30th of February for a day in March
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const time = parts.time?.replace(',', '.') || '00:00';
  const at = Date.parse(`${day}T${time}${offsetOf(parts.zone)}`);
  return at >= earliest && at < latest ? at : null;
};
