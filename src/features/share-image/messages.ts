/** The producer's card: one image, each tenant and how it stands, who answered and when, and what to do. Pure. */
import { wordProblem } from '../../core/problem.ts';
import type { Offered } from '../../sharing/offering.ts';
import type { OfferPicture, TenantLine } from '../../sharing/picture.ts';
import { waitsForAnswer } from '../../sharing/reminding.ts';
import { imageName, openAnswer, openMemberWish, projectLabel } from '../../sharing/share.ts';
import { endedBecause, openTerms } from '../../sharing/terms.ts';
import { button, context, divider, section } from '../../slack/blocks.ts';
import { cardMenu, type MenuAct } from '../../slack/card-menu.ts';
import { firstOf, listSections } from '../../slack/lists.ts';
import { bold, code, escapeText, mention, time } from '../../slack/mrkdwn.ts';
import type { Block, Message } from '../../slack/surface.ts';
import type { Offer, Share } from '../../store/rows.ts';
import { nextSteps, notAccepted } from './next-steps.ts';
import { offerAgain, offerAllAgain, reasonLine, shortReason } from './offer-again.ts';

type Value = (subject?: string) => string;

/** More tenants than this are grouped by how they stand. */
const mostSingly = 10;
/** Hidden members that get a Remove of their own; the rest is named. */
const mostRemovable = 20;

export const offerCard = ({ offer, lines }: OfferPicture, value: Value): Message => {
  const asked = lines.filter(({ role }) => role === 'asked');
  const hidden = lines.filter(({ role, share }) => role === 'hidden' && share.status !== 'absent');
  const name = imageName(offer);
  const from = `from project ${escapeText(offer.projectName)} (${escapeText(offer.cloud)}, ${escapeText(offer.region)})`;
  const state = offerState(offer);
  const found = foundElsewhere(offer);
  const unaccepted = notAccepted(offer, asked);
  const texts = asked.map((line) => ({ title: lineTitle(line.share), text: lineState(line) }));
  return {
    text: [
      offer.stage === 'failed' ? escapeText(name) : `Sharing ${escapeText(name)} ${from}`,
      ...found,
      ...(state ? [state] : []),
      ...hidden.map(({ share }) => `Warning: ${lineTitle(share)} has access again without being asked for.`),
      ...texts.map(({ title, text }) => `${title}: ${text}`),
      ...unaccepted,
    ].join('\n'),
    blocks: [
      section(
        `${bold(name)} · ${code(offer.imageId)}${offer.stage === 'failed' ? '' : `\nYou share it ${from}`}`,
        {
          accessory: cardMenu(value(), ['refresh', 'timeline']),
        },
      ),
      ...found.map((words) => context(words)),
      ...hiddenBlocks(hidden, value),
      ...(state ? [section(state)] : []),
      ...(offer.image?.status && offer.image.status !== 'active' && offer.stage !== 'failed'
        ? [context(`:warning: The image is ${escapeText(offer.image.status)}: it cannot be booted now.`)]
        : []),
      ...(asked.length > 0 ? [divider()] : []),
      ...(asked.length <= mostSingly
        ? asked.flatMap((line, n) => [
            section(`${texts[n]?.title}\n${texts[n]?.text}`, lineMenu(line, value)),
            ...offerAgain(line, value),
          ])
        : [...grouped(asked), ...offerAllAgain(asked, value)]),
      ...unaccepted.map((words) => section(words)),
      ...nextSteps(offer, asked, value),
      ...(offer.note ? [context(`Your note: ${escapeText(offer.note)}`)] : []),
    ],
  };
};

/** Where the image was, if no region was named and it was not where one looks first. */
const foundElsewhere = ({ region, homeRegion, accountName }: Offer): string[] =>
  homeRegion === null || homeRegion === region
    ? []
    : [
        `Found in ${bold(region)}: it is not in ${escapeText(homeRegion)}, the default region of your account ${bold(accountName)}.`,
      ];

/** What happens to the offer as a whole; empty once every tenant speaks for itself. */
const offerState = (offer: Offer): string => {
  if (offer.stage === 'failed')
    return `:x: Nothing was shared. ${offer.problem ? escapeText(wordProblem(offer.problem)) : ''}`;
  if (offer.trouble) return `:hourglass: Waiting. ${escapeText(wordProblem(offer.trouble))}`;
  switch (offer.stage) {
    case 'finding':
      return 'Looking for the image…';
    case 'opening':
    case 'checking':
      return 'The image is private; making it shared first…';
    case 'placing':
      return 'Adding the members…';
    default:
      return '';
  }
};

const hiddenBlocks = (hidden: readonly TenantLine[], value: Value): Block[] => {
  if (hidden.length === 0) return [];
  const rest = hidden.slice(mostRemovable);
  return [
    section(
      `:warning: *${hidden.length === 1 ? 'A project that you did not ask for has' : `${hidden.length} projects that you did not ask for have`} access again.* They were members before the image became private, and came back when it became shared.`,
    ),
    ...hidden.slice(0, mostRemovable).map(({ share }) =>
      section(
        `${lineTitle(share)} — ${share.member?.wish === 'absent' ? lineState({ share, role: 'hidden', asked: [], skipped: [] }) : escapeText(share.status ?? '')}`,
        {
          ...(openMemberWish(share) === null && {
            accessory: button({
              text: 'Remove',
              actionId: 'member-remove',
              style: 'danger',
              value: value(share.id),
              confirm: {
                title: 'Remove this member?',
                text: `Project ${escapeText(projectLabel(share))} loses access to the image. Servers it made from it stay.`,
                confirm: 'Remove',
              },
            }),
          }),
        },
      ),
    ),
    ...(rest.length > 0
      ? [context(`and ${rest.length} more: ${rest.map(({ share }) => lineTitle(share)).join(', ')}`)]
      : []),
  ];
};

/** What can be done about one tenant besides waiting. */
const lineMenu = ({ share }: TenantLine, value: Value) => {
  const { answerBy, endsAt } = openTerms(share);
  const acts: MenuAct[] = [
    ...(waitsForAnswer(share) ? (['remind'] as const) : []),
    ...(answerBy !== null || endsAt !== null ? (['extend'] as const) : []),
  ];
  return acts.length === 0 ? {} : { accessory: cardMenu(value(share.id), acts) };
};

const lineTitle = ({ projectId, projectName }: Share) =>
  projectName ? `${bold(projectName)} · ${code(projectId)}` : code(projectId);

/** How one tenant stands, in one or two sentences. */
const lineState = ({ share, asked, skipped, already = false }: TenantLine): string => {
  const unasked = skipped
    .map(({ userId, why }) => ` ${mention(userId)} gets no card: ${whySkipped(why)}.`)
    .join('');
  return `${memberState(share, asked, already)}${unasked}`;
};

const whySkipped = (why: string) =>
  ({
    bot: 'a bot',
    deactivated: 'deactivated in Slack',
    user_disabled: 'deactivated in Slack',
    stranger: 'of another workspace',
    unknown: 'not found in Slack',
  })[why] ?? `Slack refused it (${escapeText(why)})`;

const memberState = (share: Share, asked: TenantLine['asked'], already: boolean): string => {
  const wish = openMemberWish(share);
  const waiting = share.trouble ? ` ${escapeText(wordProblem(share.trouble))}` : '';
  if (wish?.anew) return `:hourglass: being offered again…${waiting}`;
  if (wish !== null) {
    return wish.wish === 'present'
      ? `:hourglass: being added…${waiting}`
      : `:hourglass: being removed…${waiting}`;
  }
  const failed = share.memberProblem ? `:x: ${escapeText(wordProblem(share.memberProblem))}` : null;
  if (share.status === null || share.status === 'absent') {
    if (failed) return failed;
    const by = share.decided?.by;
    const because = endedBecause(share);
    if (because !== null)
      return `:hourglass: ${because === 'ended' ? 'removed: the share ended as agreed' : 'removed: nobody answered in time'} ${time(share.decided?.at ?? 0)}`;
    return by
      ? `:no_entry_sign: removed by ${mention(by)} ${time(share.decided?.at ?? 0)}`
      : ':no_entry_sign: no longer a member: removed outside the bot, or the image was deleted';
  }
  const answer = openAnswer(share);
  const was = already ? ' It was a member already.' : '';
  const going = answer ? ` ${mention(answer.by)} chose *${answer.wish}*; being carried out…${waiting}` : '';
  const failure = failed ? `\n${failed}` : '';
  return `${standing(share, asked)}${termWords(share)}${was}${going}${failure}${reasonLine(share)}`;
};

/** Until when it holds, as agreed. */
const termWords = (share: Share): string => {
  const { answerBy, endsAt } = openTerms(share);
  const answer = answerBy === null ? '' : ` Ends ${time(answerBy)} unless it is answered.`;
  return `${answer}${endsAt === null ? '' : ` Shared until ${time(endsAt)}.`}`;
};

const standing = (share: Share, asked: TenantLine['asked']): string => {
  const who = share.decided?.by ? `by ${mention(share.decided.by)}` : 'outside the bot';
  const when = share.decided ? ` ${time(share.decided.at)}` : '';
  if (share.status === 'accepted') return `:white_check_mark: *accepted* ${who}${when}.`;
  if (share.status === 'rejected')
    return `:heavy_multiplication_x: *rejected* ${who}${when}. It still has access until you remove it.`;
  return asked.length > 0
    ? `:hourglass_flowing_sand: *pending* — asked ${firstOf(asked.map(mention), 20)}.`
    : ':hourglass_flowing_sand: *pending* — nobody here has linked this project. Check the id for typing errors: the cloud accepts anything. If it is right, ask its people to run `/image-account`.';
};

/** Many tenants: by how they stand, each group in as few sections as it needs. */
const grouped = (lines: readonly TenantLine[]): Block[] => {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const { title, text } = short(line);
    groups.set(title, [...(groups.get(title) ?? []), text]);
  }
  return [...groups].flatMap(([title, texts]) => listSections(`*${title}* (${texts.length})`, texts));
};

const short = (line: TenantLine): { title: string; text: string } => {
  const { share, asked } = line;
  const name = share.projectName ? escapeText(share.projectName) : code(share.projectId);
  if (openMemberWish(share) !== null) return { title: share.trouble ? 'Waiting' : 'Under way', text: name };
  if (share.memberProblem) return { title: escapeText(wordProblem(share.memberProblem)), text: name };
  if (share.status === 'accepted' || share.status === 'rejected') {
    const by = share.decided?.by
      ? ` (${mention(share.decided.by)}${share.decided ? ` ${time(share.decided.at)}` : ''})`
      : '';
    return {
      title: share.status === 'accepted' ? 'Accepted' : 'Rejected',
      text: `${name}${by}${shortReason(share)}`,
    };
  }
  if (share.status !== 'pending') return { title: 'No longer members', text: name };
  return asked.length > 0
    ? { title: 'Pending', text: name }
    : {
        title:
          'Pending, and nobody here has linked them: check the ids, or ask their people to run /image-account',
        text: name,
      };
};

/** What the command is answered with; the rest stands on the card. */
export const offerTaken = ({ offer, already }: Offered): Message => {
  const tenants =
    offer.tenants.length === 1
      ? `project \`${escapeText(offer.tenants[0] ?? '')}\``
      : `${offer.tenants.length} projects`;
  const what = already
    ? `You asked for this already: ${code(offer.imageId)} is being shared with ${tenants}, once.`
    : `Sharing ${code(offer.imageId)} with ${tenants}.`;
  return { text: `${what} Our direct message has a card that shows who answers.` };
};

/** The words could not be taken and do not fit into the modal: they are given back with what is wrong. */
export const givenBack = (problems: readonly string[], typed: string): Message => {
  const clipped = escapeText(typed);
  // an escaped character is never cut apart; at its longest, as `&amp;`, so many fit into a section
  const chunks = clipped.match(/(?:&(?:amp|lt|gt);|[\s\S]){1,580}/g) ?? [];
  return {
    text: `${problems.map(escapeText).join('\n')}\nYou typed: ${clipped}`,
    blocks: [
      section(problems.map((problem) => `:warning: ${escapeText(problem)}`).join('\n')),
      section('You typed, to copy and mend:'),
      ...chunks.slice(0, 40).map((chunk) => section(`\`\`\`${chunk}\`\`\``)),
    ],
  };
};

/** A Remove that was not carried out, as the card had changed; or the card is drawn anew with it gone. */
export const removalAnswer = (kind: 'wished' | 'older', share: Share): Message | null =>
  kind === 'wished'
    ? null
    : { text: `${escapeText(wordProblem({ kind: 'older-picture' }))} (${escapeText(projectLabel(share))})` };
