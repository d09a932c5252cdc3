/** The page's files, built by Vite in memory: writes nothing, and fetches nothing from elsewhere. */
import { fileURLToPath } from 'node:url';

export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** By path, such as `/index.html`. Takes about a second. */
export const buildPage = async (): Promise<ReadonlyMap<string, PageFile>> => {
  // Vite takes a while to load, and the tour does not need it.
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('../web', import.meta.url)),
    logLevel: 'error',
    // In tests, Vite would otherwise assume development mode.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: { write: false, modulePreload: false },
  });
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  return new Map(
    outputs.map((file) => [
      `/${file.fileName}`,
      {
        type: types[file.fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        body: file.type === 'chunk' ? file.code : file.source,
      },
    ]),
  );
};
