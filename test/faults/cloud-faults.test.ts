/** A bot among failures of the cloud keeps its promises. */
import { ofClouds } from './promises.ts';
import { tryInShort } from './short-form.ts';

tryInShort(ofClouds);
