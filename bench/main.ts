/** `npm run bench -- NAME`: runs one benchmark, or says which there are. */
import { mainJob } from './main-job.ts';

const benchmarks: Readonly<Record<string, () => Promise<void>>> = { 'main-job': mainJob };

const name = process.argv[2] ?? '';
const run = benchmarks[name];
if (run === undefined) {
  console.error(`npm run bench -- ${Object.keys(benchmarks).join('|')}`);
  process.exit(64);
}
await run();
process.exit(0);
