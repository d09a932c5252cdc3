/** Tells the operator what a service writes in its own way: each field once, by its name and never by its value. */
import type { Log } from '../core/log.ts';

/** So many services and fields that they can only be made up. */
const maxTold = 1_000;

export const createOddFields = (log: Log) => {
  const told = new Set<string>();
  /** @param fields of the bot's own schemas */
  return (service: string, fields: readonly string[]): void => {
    const fresh = fields.filter((field) => !told.has(`${service} ${field}`));
    if (fresh.length === 0 || told.size >= maxTold) return;
    for (const field of fresh) told.add(`${service} ${field}`);
    log.warn(
      { service, fields: fresh },
      'fields that could not be read are taken as missing; an image or a member without an id is left out',
    );
  };
};
