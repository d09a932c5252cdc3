/** Which words of a sentence say what somebody wants, in English and German, and which say nothing. Pure. */
import { isSlip } from '../../core/nearest.ts';

const acts = {
  hello:
    'hello hi hey hallo moin servus greetings morning start ping test :wave 👋 hola bonjour salut ciao olá こんにちは 你好 привет 안녕하세요',
  help: 'help ? man commands menu usage manual problem problems error hilfe ayuda aiuto ajuda ヘルプ 助けて 帮助 помощь 도움말',
  list: 'list shares images image-list ls browse liste bilder',
  pending: 'pending waiting waits wait inbox offers offered angebote wartet',
  show: 'show see view display info details describe status search zeig zeige',
  share: 'share sharing give grant offer send add publish teile teilen freigeben gib',
  unshare: 'unshare stop remove revoke withdraw delete end unpublish entferne entfernen',
  accepted: 'accept accepted accepting approve take annehmen akzeptiere akzeptieren',
  rejected: 'reject rejected decline refuse deny ablehnen',
  members: 'members member who whom wer',
  account:
    'account accounts project projects tenant tenants id login logout log sign signin connect disconnect register password key preferences settings quiet disturb language timezone forget gdpr privacy mute unsubscribe konto projekt projekt-id anmelden',
  link: 'link unlink relink verknüpfen verbinden',
} as const;

export type Act = keyof typeof acts;

const actOf = new Map<string, Act>(
  Object.entries(acts).flatMap(([act, words]) => words.split(' ').map((word) => [word, act as Act])),
);

export const actNamed = (word: string): Act | undefined => actOf.get(word);

/** Shorter words are a letter away from too many others. */
const minSlip = 4;

/** What a mistyped word was meant to be; it decides no more than which form opens. */
export const actNearly = (word: string): Act | undefined => {
  if (word.length < minSlip || filler.has(word)) return undefined;
  const known = [...actOf.keys()].find((each) => each.length >= minSlip && isSlip(word, each));
  return known === undefined ? undefined : actOf.get(known);
};

/** Words of a sentence that are no image and no project. */
export const filler = new Set(
  [
    'a about access all am an and any anything anyone are asap at be can could dear did do does everything for from get has have hello',
    'hey hi how i image images in into is it its just kind kindly like make me member members mine my need needs new of off on one our pls please private',
    'project projects regards s sent shared so some sharing sorry tenant tenants thank thanks that the their them there these think',
    'this those to up us very want was we what what’s with would you your now',
    'again hat haben using will zugriff',
    'an auf bitte danke das dem den der die ein eine für ich kannst mein meine meinen mir mit möchte und von zu',
  ].flatMap((line) => line.split(' ')),
);

/** With one of these, what a sentence names is what it does not want. */
export const negations = new Set('don’t dont not never nicht kein keine'.split(' '));

export const asking = new Set('how what why can what’s wie was warum wo'.split(' '));
