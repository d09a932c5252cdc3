/** The release after this one: the same sources and a change to the tables that only adds to them. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const change = `
  '0002-next-release': {
    up: async (db) => {
      await sql\`alter table "shares" add column "nextRelease" text\`.execute(db);
    },
    readableFrom: 1,
  },
};`;

/** A folder with it, to be run in. */
export const makeNextRelease = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-next-release-'));
  for (const name of ['src', 'package.json', 'manifest.yml'])
    await cp(name, join(folder, name), { recursive: true });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'src/store/schema/migrations.ts');
  const changes = await readFile(file, 'utf8');
  await writeFile(file, changes.replace(/\n\};\n$/, `${change}\n`));
  return { folder, remove: () => rm(folder, { recursive: true }) };
};
