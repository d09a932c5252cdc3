/** The domain keeps to a model, whatever people, services and time do to it. */
import { ofStories } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofStories);
