/** A share form whose tenants are more than an input holds: kept as a draft while the form is open, and edited in parts. */
import { z } from 'zod';
import type { Drafts } from '../../accounts/drafts.ts';
import type { Person, SlackUserId } from '../../core/ids.ts';
import { clipText } from '../../core/plain-text.ts';
import { UserError } from '../../core/problems/problem.ts';
import { button, context, modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { blockLimits, elementLimits } from '../../slack/blocks/limits.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { code, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, ModalValues, ModalView } from '../../slack/feature.ts';
import type { Typed } from './share-request.ts';

export const partsCallbackId = 'share-tenants';
/** The button that leads to the parts. */
export const changeTenants = 'change-tenants';

/** Characters of a part: an input holds more, so that there is room to add to it. */
const partChars = 2000;
const maxParts = blockLimits.modalBlocks - 10;

/** How many tenants the form names, and how many characters of each; the others are counted. */
const named = { tenants: 20, chars: 100 };

export const tenantsFit = ({ tenants }: Pick<Typed, 'tenants'>): boolean =>
  tenants.join('\n').length <= elementLimits.plainTextInputChars;

const words = z.string().nullable();
const typedSchema = z.object({
  image: z.string(),
  tenants: z.array(z.string()),
  people: z.array(z.string().transform((id) => id as SlackUserId)),
  region: words,
  account: words,
  note: words,
  accept: z.boolean(),
  answerWithin: words,
  lasts: words,
  until: words,
});

export const keepDraft = (drafts: Drafts, person: Person, typed: Typed): Promise<string> =>
  drafts.keep(person, JSON.stringify(typed));

/** @throws UserError `draft-over` once its hour has passed */
export const readDraft = async (drafts: Drafts, person: Person, id: string): Promise<Typed> => {
  const kept = await drafts.read(person, id);
  if (kept === undefined) throw new UserError({ kind: 'draft-over' });
  return typedSchema.parse(JSON.parse(kept));
};

/** In place of the tenants' input. */
export const tenantsSummary = (tenants: readonly string[]): Block =>
  section(
    mrkdwn`*Tenants* (${tenants.length})\n${firstOf(
      tenants.map((tenant) => code(clipText(tenant, named.chars))),
      named.tenants,
    )}`,
    { accessory: button({ text: plain`Change…`, actionId: changeTenants }) },
  );

/** The tenants by parts that an input holds. */
const partsOf = (tenants: readonly string[]): readonly (readonly string[])[] => {
  const parts: string[][] = [];
  let chars = partChars;
  for (const tenant of tenants) {
    if (chars + tenant.length > partChars && parts.length < maxParts) {
      parts.push([]);
      chars = 0;
    }
    parts.at(-1)?.push(tenant);
    chars += tenant.length + 1;
  }
  return parts;
};

/** The form that edits the tenants; it replaces the share form, which comes back from the draft. */
export const partsModal = (tenants: readonly string[], draft: string): ModalView => {
  let from = 1;
  return modalView({
    callbackId: partsCallbackId,
    title: plain`Tenants`,
    submit: plain`Next`,
    notify: true,
    metadata: draft,
    blocks: [
      context(mrkdwn`One id on a line. *Next* leads back to the form; nothing is shared yet.`),
      ...[...partsOf(tenants), []].map((part, at) => {
        const label = part.length === 0 ? plain`More` : plain`${from}–${from + part.length - 1}`;
        from += part.length;
        return input({
          label,
          blockId: `part:${at}`,
          kind: 'lines',
          optional: true,
          initial: part.join('\n'),
          placeholder: plain`883982ae96cf433f89e6c9097d5b8082`,
        });
      }),
    ],
  });
};

export const splitTenants = (text: string): readonly string[] => text.split(/[\s,;]+/u).filter(Boolean);

/** The tenants in all parts. */
export const readParts = (values: ModalValues): readonly string[] =>
  Object.entries(values).flatMap(([id, text]) =>
    id.startsWith('part:') && typeof text === 'string' ? splitTenants(text) : [],
  );
