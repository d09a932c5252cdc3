/** A bot among failures of Slack, the cloud, the clock, the disk and the database keeps its promises. */
import { ofOutages } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofOutages);
