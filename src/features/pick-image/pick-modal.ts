/** The form of a command that begins with an image: the image, and whatever else the command requires. Pure. */
import { z } from 'zod';
import { carryWhere, type WhereChoices } from '../../accounts/account-and-region.ts';
import { modalView } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { whereInputs } from '../../slack/blocks/where-inputs.ts';
import type { ModalView, Plain } from '../../slack/feature.ts';

export const callbackId = 'pick-image';

/** What each menu offers, by `action_id`: the person's images that have members, those offered to their projects, or all that they can see. */
export const menus = { shared: 'shared-image', offered: 'offered-image', all: 'visible-image' } as const;

const forms = {
  '/show-image': { title: plain`Show an image`, submit: plain`Show`, menu: menus.all },
  '/image-members': { title: plain`Members of an image`, submit: plain`Show`, menu: menus.shared },
  '/unshare-image': { title: plain`Stop sharing an image`, submit: plain`Next`, menu: menus.shared },
  '/image-status': { title: plain`Answer an offer`, submit: plain`Set`, menu: menus.offered },
} as const;

/** A command that has such a form. */
export type Picking = keyof typeof forms;

const metadataSchema = z.object({
  command: z.custom<Picking>((it) => typeof it === 'string' && it in forms),
});

/** The command that a form was opened for; null if another version of the bot opened it. */
export const pickingOf = (metadata: string): Picking | null => {
  try {
    return metadataSchema.parse(JSON.parse(metadata)).command;
  } catch {
    return null;
  }
};

/** What a form is filled in with. */
export interface Picked {
  readonly image?: string;
  readonly status?: string | undefined;
}

/** @param where the person's accounts and regions, and which are chosen */
export const pickModal = (
  command: Picking,
  where: WhereChoices,
  { image, status }: Picked = {},
): ModalView => {
  const { title, submit, menu } = forms[command];
  return modalView({
    callbackId,
    title,
    submit,
    notify: true,
    metadata: carryWhere(where, { command }),
    blocks: [
      input({
        label: plain`Image`,
        blockId: 'image',
        actionId: menu,
        kind: 'suggest',
        initial: image === undefined ? undefined : { text: plain`${image}`, value: image },
        placeholder: plain`Type a name, or an id such as 8b818b61-cfbf-44ca-b57e-727da7c9464d`,
      }),
      ...(command === '/image-status' ? [statusInput(status)] : []),
      ...whereInputs(where),
    ],
  });
};

const statusInput = (initial: string | undefined) =>
  input({
    label: plain`Status`,
    blockId: 'status',
    kind: 'radio',
    ...(initial !== undefined && { initial }),
    options: [
      { text: plain`Accepted`, value: 'accepted', description: plain`Adds it to the project’s image list` },
      {
        text: plain`Rejected`,
        value: 'rejected',
        description: plain`Keeps it out of the project’s image list`,
      },
      { text: plain`Pending`, value: 'pending', description: plain`Leaves the answer for later` },
    ],
  });

export const titleOf = (command: Picking): Plain => forms[command].title;
