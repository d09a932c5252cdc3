/** A bot among troubles of Slack, the cloud, the clock, the disk and the database keeps its promises. */
import { ofTroubles } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofTroubles);
