/** The bot's process. Apart from operator.ts, no other file of the bot touches `process`. */
import { config as readDotenv } from 'dotenv';
import { runBot } from './bot.ts';
import { flushLog, standardOutput } from './core/log.ts';

readDotenv({ quiet: true });
process.once('exit', flushLog);
process.exit(await runBot(process.env, { stdout: standardOutput(), stderr: process.stderr }, process));
