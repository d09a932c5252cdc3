/** Preloaded with `--import`: writes the URL of each module that the process loads to the file that LIST_LOADED names. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env.LIST_LOADED ?? '';

registerHooks({
  load: (url, context, next) => {
    appendFileSync(file, `${url}\n`);
    return next(url, context);
  },
});
