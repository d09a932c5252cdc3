/** Pages and names from outside as plain text. */
import { expect, test } from 'vitest';
import { clipText, oneLine, withoutMarkup, withoutUnseen } from '../../../src/core/plain-text.ts';

test.each([
  ['<html><head><title>403 Forbidden</title></head><body><h1>No</h1> way</body>', 'No way'],
  ['<STYLE type="x">a > b {}</STYLE>seen<script>alert("<b>")</script>', 'seen'],
  ['3 < 4 and that is all', '3 < 4 and that is all'],
  ['<title>never closed <b>bold</b>', 'never closed bold'],
  ['İ<b>x</b>', 'İ x'],
  ['', ''],
])('%s', (page, text) => {
  expect(oneLine(withoutMarkup(page))).toBe(text);
});

test('what never closes is text, however much of it there is', () => {
  for (const part of ['<', '<title>', '<script', '</title', '<a <'])
    expect(withoutMarkup(part.repeat(50_000)).length).toBeGreaterThan(0);
});

test('what is not seen goes; what scripts and emoji need stays', () => {
  expect(oneLine('a\u202eb\u200bc\ufeff d\u0000\u0007\n e\u2066f')).toBe('abc d ef');
  expect(oneLine('می‌خواهم 👩‍💻')).toBe('می‌خواهم 👩‍💻');
  expect(oneLine('\ud800x')).toBe('\ufffdx');
});

test('lines stay lines', () => {
  expect(withoutUnseen(' a\u202e\r\nb\tc\u0000\u2028d\re')).toBe(' a\nb c\nd\ne');
  expect(withoutUnseen('می‌خواهم 👩‍💻')).toBe('می‌خواهم 👩‍💻');
});

test('a cut splits no grapheme', () => {
  expect(clipText('abc', 3)).toBe('abc');
  expect(clipText('abcd', 3)).toBe('ab…');
  expect(clipText('a👩‍👩‍👧b', 8)).toBe('a…');
  expect(clipText('e\u0301'.repeat(3), 4)).toBe('e\u0301…');
});
