/** A team's two weeks, turned through, keep their promises. */
import { ofWeeks } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofWeeks);
