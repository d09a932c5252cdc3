/** Bots that die, stop and start again keep their promises. */
import { ofKills } from '../faults/promises.ts';
import { tryInShort } from '../faults/short-form.ts';

tryInShort(ofKills, () => true);
