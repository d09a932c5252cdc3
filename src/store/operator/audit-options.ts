/** Reads which part of the audit trail an operator wants. Pure. */
import { parseArgs } from 'node:util';
import { readDuration } from '../../core/durations.ts';
import { readTime } from '../../core/read-time.ts';
import { auditActs, isAuditAct } from '../../model/audit-line.ts';
import type { AuditFilter } from '../repositories/audit-lines.ts';
import { type AuditFormat, isAuditFormat } from './export-audit.ts';

export const auditUsage = `Usage: npm run --silent audit -- [options]
Prints the audit trail, oldest line first: what people asked for, what was done at the clouds, and what changed there outside the bot.
  --since <time>     from then on: 2026-11-01, 2026-11-01T08:00Z, or 7d for the last seven days
  --until <time>     before then
  --image <id>       of one image
  --person <id>      what one person asked for, or what was done in their name: a Slack user or a person_id
  --act <name>       such as offer, answer-accepted, add-member, observed-rejected; docs/audit-trail.md lists them
  --format csv|json  csv unless said; json is one object a line
Times are UTC. The bot may be running.
`;

/** `7d` is seven days ago; a time without a zone is UTC. */
const timeOf = (option: string, typed: string | undefined, now: number): number | undefined => {
  if (typed === undefined) return undefined;
  const ago = readDuration(typed);
  if (ago !== null) return now - ago;
  const shape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(
    typed,
  );
  const at = shape ? readTime(typed) : null;
  if (at === null)
    throw new Error(`--${option} is not a time: “${typed}”. Write 2026-11-01, 2026-11-01T08:00Z or 7d.`);
  return at;
};

const auditOptions = {
  since: { type: 'string' },
  until: { type: 'string' },
  image: { type: 'string' },
  person: { type: 'string' },
  act: { type: 'string' },
  format: { type: 'string', default: 'csv' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Null if the operator asks for help.
 * @throws Error worded for the operator
 */
export const readAuditOptions = (
  words: readonly string[],
  now: number,
): { readonly filter: AuditFilter; readonly format: AuditFormat } | null => {
  const { since, until, image, person, act, format, help } = parseArgs({
    args: [...words],
    options: auditOptions,
  }).values;
  if (help) return null;
  if (!isAuditFormat(format))
    throw new Error(`“${format}” is not a valid value for --format. Use csv or json.`);
  if (act !== undefined && !isAuditAct(act))
    throw new Error(`“${act}” is not a valid value for --act. Use one of ${auditActs.join(', ')}.`);
  const [sinceAt, untilAt] = [timeOf('since', since, now), timeOf('until', until, now)];
  return {
    format,
    filter: {
      ...(sinceAt !== undefined && { sinceAt }),
      ...(untilAt !== undefined && { untilAt }),
      ...(image !== undefined && { subject: image.toLowerCase() }),
      ...(person !== undefined && { person }),
      ...(act !== undefined && { act }),
    },
  };
};
