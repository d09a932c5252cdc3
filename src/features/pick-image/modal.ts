/** The form of a command that begins with an image: which one, and whatever else it cannot do without. Pure. */
import { input, modalView, section } from '../../slack/blocks.ts';
import type { ModalView } from '../../slack/surface.ts';

export const callbackId = 'pick-image';

/** What each menu offers, by `action_id`: the person's own images, those offered to their projects, or both. */
export const menus = { own: 'my-image', offered: 'offered-image', both: 'seen-image' } as const;

const forms = {
  '/show-image': { title: 'Show an image', submit: 'Show', menu: menus.both },
  '/image-members': { title: 'Members of an image', submit: 'Show', menu: menus.own },
  '/unshare-image': { title: 'Stop sharing an image', submit: 'Next', menu: menus.own },
  '/image-status': { title: 'Answer an offer', submit: 'Set', menu: menus.offered },
} as const;

/** A command that can be begun with this form. */
export type Picking = keyof typeof forms;

export const isPicking = (command: string): command is Picking => command in forms;

export const pickModal = (command: Picking): ModalView => {
  const { title, submit, menu } = forms[command];
  return modalView({
    callbackId,
    title,
    submit,
    metadata: command,
    blocks: [
      input({
        label: 'Image',
        blockId: 'image',
        actionId: menu,
        kind: 'suggest',
        placeholder: 'Type a name or an id',
      }),
      ...(command === '/image-status' ? [statusInput] : []),
    ],
  });
};

const statusInput = input({
  label: 'Status',
  blockId: 'status',
  kind: 'radio',
  options: [
    { text: 'Accepted', value: 'accepted', description: 'Into the project’s image list' },
    { text: 'Rejected', value: 'rejected', description: 'Out of the project’s image list' },
    { text: 'Pending', value: 'pending', description: 'To be answered later' },
  ],
});

/** In the form's place while the cloud is asked. */
export const lookingModal = (command: Picking): ModalView =>
  modalView({
    callbackId: 'picked-image',
    title: forms[command].title,
    close: 'Close',
    blocks: [section(':hourglass: Looking…')],
  });
