/** Bots that die, stop and start again keep their promises. */
import { ofLives } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofLives);
