/** The connection to the playground, for every part of the page. */
import { createContext } from 'react';
import type { Live } from './live.ts';

export const LiveContext = createContext<Live>({
  line: 'connecting',
  snapshot: null,
  act: async () => ({}),
});
