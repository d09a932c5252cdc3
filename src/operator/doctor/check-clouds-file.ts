/** clouds.yaml: what of it cannot be used, and what it exposes. */
import { entriesOf } from '../../cloud/cloud-config.ts';
import { type CloudsFile, cloudsOf } from '../../cloud/clouds.ts';
import { exposedSettings } from '../../exposed-settings.ts';
import { type Finding, failure, good, warning } from './finding.ts';
import type { Setup } from './setup.ts';

const exposed = 'docs/operations.md, “Security”, says what that means.';

/** @param offered the names in CLOUDS; null: all */
const offeredFindings = (
  offered: readonly string[] | null,
  { path, entries }: CloudsFile,
): readonly Finding[] => {
  const names = [...entries].flatMap(([entry, read]) => (read ?? []).flatMap(({ name }) => [entry, name]));
  const missing = (offered ?? []).filter((name) => !names.includes(name));
  if (offered === null || missing.length === 0) return [];
  const level = missing.length === offered.length ? failure : warning;
  return [
    level(`${path} has no entry ${missing.join(', ')}`, 'Correct the names in CLOUDS, or add the entries.'),
  ];
};

const cloudsFileFindings = (file: CloudsFile, offered: readonly string[] | null): readonly Finding[] => {
  const { clouds, ignored } = cloudsOf(file);
  const leftOut = file.leftOut.map(({ entry, key, reason }) =>
    warning(
      `the entry ${entry} cannot be used: ${[key, reason].filter(Boolean).join(' ')}`,
      `Correct it in ${file.path}; its accounts wait until then.`,
    ),
  );
  const passed = file.ignored.map((one) =>
    warning(`${one.file} is passed over: ${one.reason}`, 'Correct or remove it.'),
  );
  const keys = ignored.map(({ entry, key, reason }) =>
    warning(`${key} of the entry ${entry} is ignored: it ${reason}`, `Correct it in ${file.path}.`),
  );
  const open = exposedSettings({
    clouds: clouds.flatMap(entriesOf),
    slackApiUrl: null,
    envFileMode: null,
  }).map(([{ cloud }, message]) => warning(`${cloud}: ${message}`, exposed));
  return [
    good(`${file.path}: ${clouds.map(({ name }) => name).join(', ')}`),
    ...[...leftOut, ...passed, ...keys, ...offeredFindings(offered, file), ...open],
  ];
};

export const cloudsFileCheck = ({ cloudsFile, env }: Setup) => ({
  name: 'clouds.yaml',
  run: async () => {
    const offered = env.CLOUDS?.trim() ? env.CLOUDS.split(',').map((name) => name.trim()) : null;
    return cloudsFileFindings(await cloudsFile(), offered);
  },
});
