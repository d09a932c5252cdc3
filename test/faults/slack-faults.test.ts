/** A bot that Slack fails, refuses or disturbs keeps its promises. */
import { ofSlack } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofSlack);
