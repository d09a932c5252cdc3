/** A bot whose clock, disk or database fails keeps its promises. */
import { ofMachines } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofMachines);
