/** Slack's mrkdwn as a tree. Pure. @see https://docs.slack.dev/messaging/formatting-message-text */

export type Inline =
  | { readonly is: 'text' | 'code' | 'emoji'; readonly text: string }
  | { readonly is: 'bold' | 'italic' | 'strike'; readonly inside: readonly Inline[] }
  | { readonly is: 'user' | 'channel' | 'broadcast'; readonly id: string; readonly label: string | null }
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | { readonly is: 'date'; readonly atS: number; readonly format: string; readonly fallback: string };

export type Part =
  | { readonly is: 'lines'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly is: 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly is: 'preformatted'; readonly text: string };

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const unescaped = (text: string) => text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

const inline =
  /`([^`\n]+)`|<([^<>]+)>|:([a-z0-9_+-]+):|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/;

const token = (inside: string): Inline => {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : unescaped(inside.slice(bar + 1));
  if (target.startsWith('@')) return { is: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label };
  const [, at, format = ''] = /^!date\^(\d+)\^([^^]*)/.exec(target) ?? [];
  if (at !== undefined) return { is: 'date', atS: Number(at), format, fallback: label ?? '' };
  if (target.startsWith('!')) return { is: 'broadcast', id: target.slice(1), label };
  return { is: 'link', url: unescaped(target), label: label ?? unescaped(target) };
};

export const parseInline = (text: string): Inline[] => {
  const found = inline.exec(text);
  if (!found) return text ? [{ is: 'text', text: unescaped(text) }] : [];
  const [whole, code, pointed, name, bold, italic, strike] = found;
  const before = text.slice(0, found.index);
  const node = (): Inline => {
    if (code !== undefined) return { is: 'code', text: unescaped(code) };
    if (pointed !== undefined) return token(pointed);
    if (name !== undefined) return { is: 'emoji', text: name };
    if (bold !== undefined) return { is: 'bold', inside: parseInline(bold) };
    if (italic !== undefined) return { is: 'italic', inside: parseInline(italic) };
    return { is: 'strike', inside: parseInline(strike ?? '') };
  };
  return [
    ...(before ? [{ is: 'text', text: unescaped(before) } as const] : []),
    node(),
    ...parseInline(text.slice(found.index + whole.length)),
  ];
};

const quoted = /^(?:>|&gt;) ?/;

const parseLines = (text: string): Part[] => {
  const parts: { is: 'lines' | 'quote'; lines: Inline[][] }[] = [];
  for (const line of text.split('\n')) {
    const is = quoted.test(line) ? 'quote' : 'lines';
    const last = parts.at(-1);
    const parsed = parseInline(line.replace(quoted, ''));
    if (last?.is === is) last.lines.push(parsed);
    else parts.push({ is, lines: [parsed] });
  }
  return parts;
};

export const parseMrkdwn = (text: string): Part[] =>
  text.split(/\n?```\n?/).flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ is: 'preformatted', text: unescaped(piece) }];
    return piece ? parseLines(piece) : [];
  });

const styles = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The date in that time zone, as a number of days since 1970. */
const dayOf = (date: Date, timeZone: string | undefined) =>
  Date.parse(date.toLocaleDateString('en-CA', { timeZone })) / 86_400_000;

/** A moment in the format of `<!date^…>` for this reader: `{date_short_pretty} at {time}` becomes `today at 14:05`. */
export const formatDate = (
  atS: number,
  format: string,
  now = new Date(),
  timeZone?: string | undefined,
): string => {
  const at = new Date(atS * 1000);
  const days = dayOf(at, timeZone) - dayOf(now, timeZone);
  const near = { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days];
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name.endsWith('_pretty') && near) return near;
    const style = styles[name.replace(/_pretty$/, '') as keyof typeof styles];
    return style ? at.toLocaleString(undefined, { ...style, timeZone }) : whole;
  });
};
