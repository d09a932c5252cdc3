/** `npm run bench -- NAME`: runs one benchmark, or says which there are. Exits with 1 when something promised was not reached. */
import { ack } from './ack.ts';
import { backup } from './backup.ts';
import { burst } from './burst.ts';
import { hostile } from './hostile.ts';
import { images } from './images.ts';
import { load } from './load.ts';
import { mainJob } from './main-job.ts';
import { metrics } from './metrics.ts';
import { readersOfText } from './readers.ts';
import { start } from './start.ts';
import { store } from './store.ts';
import { takeover } from './takeover.ts';
import { turnedOver } from './turnovers.ts';

/** Each says whether what was asked for was reached. */
const benchmarks: Readonly<Record<string, (...rest: string[]) => Promise<boolean>>> = {
  'main-job': mainJob,
  images,
  store,
  ack,
  load,
  burst,
  start,
  takeover,
  turnovers: turnedOver,
  metrics,
  backup,
  hostile,
  readers: readersOfText,
};

const [name = '', ...rest] = process.argv.slice(2);
const run = benchmarks[name];
if (run === undefined) {
  console.error(`npm run bench -- ${Object.keys(benchmarks).join('|')}`);
  process.exit(64);
}
process.exit((await run(...rest)) ? 0 : 1);
