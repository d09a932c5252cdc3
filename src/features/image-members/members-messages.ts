/** The members of an image as its producer sees them, page by page, and a consumer's own line. Pure. */
import type { FoundImage } from '../../accounts/find-image.ts';
import type { KnownProject, Membership } from '../../accounts/membership.ts';
import type { ProjectId } from '../../core/ids.ts';
import { clipText } from '../../core/plain-text.ts';
import { type CloudStatus, isUnknownStatus } from '../../model/member.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { statusWord } from '../../sharing/rules/share-state.ts';
import { maxMembers } from '../../sharing/rules/typed-ids.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, timeText } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';

type Member = NonNullable<Membership['members']>[number];

export interface MembersModel {
  readonly found: FoundImage;
  /** Null if the image hides them. */
  readonly members: Membership['members'];
  /** The members on this page. */
  readonly shown: readonly Member[];
  readonly page: number;
  readonly pages: number;
  readonly known: ReadonlyMap<ProjectId, KnownProject>;
  /** Removals in progress. */
  readonly leaving: readonly Withdrawal[];
  /** How many removals have just started; 0 = the members were already gone. */
  readonly removing?: number;
}

/** Each member is a block; a message holds 50. */
const perPage = 20;
/** How many people are named per project. */
const maxPeople = 5;

/** The page of that number, or the last one. */
export const pageOf = (
  members: readonly Member[],
  wanted: number,
): Pick<MembersModel, 'shown' | 'page' | 'pages'> => {
  const pages = Math.max(1, Math.ceil(members.length / perPage));
  const page = Math.min(wanted, pages);
  return { shown: members.slice((page - 1) * perPage, page * perPage), page, pages };
};

export const membersMessage = (model: MembersModel): Message => {
  const { found, members, shown, page, pages } = model;
  const title = mrkdwn`Members of ${nameOf(found)} · ${code(found.image.id)} (${escapeText(found.account.cloudName)}, ${escapeText(found.region)})`;
  const banner = bannerOf(model);
  const counts = countsOf(found, members);
  const silent = [...unreadOf(model), ...silentOf(found)];
  const rows = shown.map((member) => ({ member, text: lineOf(member, model) }));
  const where = pages > 1 ? [mrkdwn`Page ${page} of ${pages}`] : [];
  return {
    text: joined([...banner, title, counts, ...silent, ...rows.map(({ text }) => text), ...where]),
    blocks: [
      ...banner.map((text) => section(text)),
      section(mrkdwn`${title}\n${counts}`),
      ...silent.map((text) => context(text)),
      ...rows.map(({ member, text }) => memberBlock(member, text, model)),
      ...where.map((text) => context(text)),
      ...buttonsOf(model),
    ],
  };
};

/** What a member sees: only its own line, because the cloud shows it no other. `member` null: it is not a member. */
export const ownLine = (found: FoundImage, member: Member | null): Message => {
  const { image, account } = found;
  const name = nameOf(found);
  const project = bold(account.projectName);
  if (member === null) {
    return {
      text: mrkdwn`${name} belongs to another project, and ${project} is not one of its members. Only the owner sees the members. If you have an account of the owner’s project, name it with \`--account\`.`,
    };
  }
  const answer = code(`/image-status ${image.id} accepted`);
  return {
    text: mrkdwn`${name} is shared with your project ${project}: *${escapeText(statusWord(member.status))}* since ${timeText(member.updated_at)}. Only its owner sees the other members. To change the status, type ${answer} (or \`rejected\`, or \`pending\`).`,
  };
};

const allOf = new Intl.ListFormat('en-GB');

/** What was asked for the image and did not answer. */
const silentOf = ({ missed }: FoundImage): Mrkdwn[] => {
  const silent = new Set(missed.flatMap((one) => one.silent ?? []));
  return silent.size === 0 ? [] : [mrkdwn`${escapeText(allOf.format(silent))} did not answer.`];
};

const nameOf = ({ image }: FoundImage) => bold(clipText(image.name?.trim() || image.id, 255));

const bannerOf = ({ removing }: MembersModel): Mrkdwn[] => {
  if (removing === undefined) return [];
  if (removing === 0) return [mrkdwn`That member was already gone, so nothing was removed.`];
  const what = removing === 1 ? mrkdwn`The member is` : mrkdwn`${removing} members are`;
  return [mrkdwn`${what} being removed. A card in your direct messages shows the progress.`];
};

const countsOf = ({ image }: FoundImage, members: Membership['members']): Mrkdwn => {
  if (members === null) {
    return mrkdwn`It is private, so only its own project can use it. Any earlier members are hidden and have no access, but they come back when the image is shared again. To remove them, type ${code(`/unshare-image ${image.id} --all`)}.`;
  }
  if (members.length === 0 && !members.unread)
    return mrkdwn`It is not shared with anybody yet. Add a member with ${code(`/share-image ${image.id} <tenant>`)}.`;
  const each = joined(
    (['accepted', 'pending', 'rejected', 'of a status that the bot does not know'] as const).flatMap(
      (group) => {
        const { length } = members.filter(({ status }) => groupOf(status) === group);
        return length > 0 ? [mrkdwn`${length} ${escapeText(group)}`] : [];
      },
    ),
    mrkdwn`, `,
  );
  return mrkdwn`${members.length} of ${maxMembers} members (${maxMembers} is the usual limit; your cloud may have a different one): ${each}. Rejected members count too, and keep access until you remove them.`;
};

const groupOf = (status: CloudStatus) =>
  isUnknownStatus(status) ? 'of a status that the bot does not know' : status;

const unreadOf = ({ found: { image }, members }: MembersModel): Mrkdwn[] => {
  const { unread: count = 0 } = members ?? {};
  const name = image.name?.trim() || image.id;
  return count === 0
    ? []
    : [mrkdwn`:warning: ${problemText({ kind: 'members-unread', image: name, count })}`];
};

const isLeaving = ({ member_id, status }: Member, { leaving }: MembersModel) =>
  leaving.some(
    ({ scope, members }) =>
      scope === 'all' ||
      (scope === 'rejected' && status === 'rejected') ||
      members.some(({ projectId }) => projectId === member_id),
  );

const lineOf = (member: Member, model: MembersModel): Mrkdwn => {
  const { name = null, people = [] } = model.known.get(member.member_id) ?? {};
  const state = isLeaving(member, model)
    ? mrkdwn`:hourglass: being removed…`
    : mrkdwn`*${escapeText(statusWord(member.status))}* since ${timeText(member.updated_at)}`;
  return mrkdwn`${name ? mrkdwn`${bold(name)} · ` : ''}${code(member.member_id)}\n${state} · ${people.length > 0 ? firstOf(people.map(mention), maxPeople) : mrkdwn`nobody here has linked it`}`;
};

const carried = ({ found: { account, region, image } }: MembersModel, page: number, more: object = {}) =>
  packValue({ account: account.id, region, image: image.id, page, ...more });

const memberBlock = (member: Member, text: Mrkdwn, model: MembersModel): Block =>
  isLeaving(member, model)
    ? section(text)
    : section(text, {
        accessory: button({
          text: plain`Remove`,
          actionId: 'members-remove',
          value: carried(model, model.page, { member: member.member_id }),
          confirm: {
            title: plain`Remove this member?`,
            text: mrkdwn`Project ${code(clipText(member.member_id, 64))} loses access to the image. Servers made from it are not affected.`,
            confirm: plain`Remove`,
          },
        }),
      });

const buttonsOf = (model: MembersModel): Block[] => {
  const { members, page, pages } = model;
  const rejected = (members ?? []).filter(
    (member) => member.status === 'rejected' && !isLeaving(member, model),
  ).length;
  const buttons = [
    ...(page > 1
      ? [button({ text: plain`Previous`, actionId: 'members-previous', value: carried(model, page - 1) })]
      : []),
    ...(page < pages
      ? [button({ text: plain`Next`, actionId: 'members-next', value: carried(model, page + 1) })]
      : []),
    ...(rejected > 0
      ? [
          button({
            text: plain`Remove all rejected (${rejected})`,
            actionId: 'members-remove-rejected',
            style: 'danger',
            value: carried(model, page),
            confirm: {
              title: plain`Remove all rejected members?`,
              text: mrkdwn`${rejected === 1 ? mrkdwn`One project loses` : mrkdwn`${rejected} projects lose`} access to the image. Servers made from it are not affected.`,
              confirm: plain`Remove`,
            },
          }),
        ]
      : []),
  ];
  return buttons.length > 0 ? [actions(...buttons)] : [];
};
