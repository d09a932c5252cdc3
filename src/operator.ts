/** The process of the operator's commands: `npm run make-key`, `npm run forget-key -- <kid>`, `npm run migrate:store -- …`, `npm run audit -- …`. */
import { config as readDotenv } from 'dotenv';
import { runOperator } from './operator/run.ts';

readDotenv({ quiet: true });
process.exitCode = await runOperator(process.argv.slice(2), process.env, process);
