/** The process of the operator's commands: `npm run make-key`, `npm run forget-key -- <kid>`, `npm run migrate:store -- …`, `npm run audit -- …`, `npm run doctor`. */
import { config as readDotenv } from 'dotenv';
import { runOperator } from './operator/run.ts';

readDotenv({ quiet: true });
const code = await runOperator(process.argv.slice(2), process.env, process);
// once all is written; what hangs, such as a disk that doctor asked, is not waited for
process.stdout.write('', () => process.exit(code));
