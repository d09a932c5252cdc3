/** Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet. */

/**
 * What begins like this is a formula to a spreadsheet; an apostrophe makes it a text. Where `;` or a tab separates cells, the quotes
 * of a cell that does not begin there mean nothing, so a cell may begin after any of these.
 */
const formula = /^(?:[\t\r]|[ "]*[=+\-@])/;
const pieces = /[^;\t\r\n]*[;\t\r\n]?/g;

const asText = (text: string): string =>
  text.replace(pieces, (piece) => (formula.test(piece) ? `'${piece}` : piece));

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' ? asText(text) : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line with its end. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(cell).join(',')}\r\n`;
