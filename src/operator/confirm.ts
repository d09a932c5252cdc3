/** Asks the operator before something that cannot be undone. */
import { createInterface } from 'node:readline/promises';
import { type Streams, UsageError } from './command.ts';

/**
 * Whether they typed yes.
 * @throws UsageError when nobody can be asked
 */
export const isConfirmed = async ({ stdin, stdout }: Streams): Promise<boolean> => {
  if (stdin === undefined) throw new UsageError('Nobody can be asked here: say --yes.\n');
  const asking = createInterface({ input: stdin, output: stdout });
  const closed = new Promise<string>((end) => asking.once('close', () => end('')));
  const answer = await Promise.race([asking.question('Go on? Type yes: '), closed]);
  asking.close();
  return answer.trim() === 'yes';
};
