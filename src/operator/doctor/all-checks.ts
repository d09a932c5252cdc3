/** Every check, in the order in which the lines are read. */
import { entriesOf } from '../../cloud/cloud-config.ts';
import { cloudsOf } from '../../cloud/clouds.ts';
import { readConfig } from '../../config.ts';
import { envFileMode } from '../../exposed-settings.ts';
import { accountCheck } from './check-account.ts';
import { cloudCheck } from './check-cloud.ts';
import { cloudsFileCheck } from './check-clouds-file.ts';
import { databaseChecks } from './check-database.ts';
import { keysFindings, sealedFindings } from './check-keys.ts';
import { askBeside, type Beside, portFindings } from './check-port.ts';
import { retentionFindings } from './check-retention.ts';
import { envFileFindings, secretFileFindings, settingsFindings } from './check-settings.ts';
import { slackChecks } from './check-slack.ts';
import type { Check } from './finding.ts';
import type { Setup } from './setup.ts';

const settingsChecks = (setup: Setup): readonly Check[] => [
  { name: 'settings', run: async () => settingsFindings(setup.given) },
  { name: '.env', run: async () => envFileFindings(await envFileMode()) },
  { name: 'secrets in files', run: () => secretFileFindings(setup.given) },
  { name: 'keys', run: async () => keysFindings(setup) },
  { name: 'sealed records', run: () => sealedFindings(setup) },
];

/** None where HOST or PORT may be what is wrong. */
const portChecks = ({ given }: Setup): { checks: readonly Check[]; beside: () => Promise<Beside> } => {
  try {
    const { slack } = readConfig(given);
    let asked: Promise<Beside> | undefined;
    const beside = () => {
      asked ??= askBeside(slack, AbortSignal.timeout(5_000));
      return asked;
    };
    return { beside, checks: [{ name: 'port', run: async () => portFindings(slack, await beside()) }] };
  } catch {
    return { beside: async () => 'free', checks: [] };
  }
};

const cloudsChecks = async (setup: Setup): Promise<readonly Check[]> => {
  const file = await setup.cloudsFile().catch(() => null);
  const clouds = file === null ? [] : cloudsOf(file).clouds;
  return [
    cloudsFileCheck(setup),
    ...clouds.flatMap((cloud) => [
      ...entriesOf(cloud).map((entry) => cloudCheck(setup, entry)),
      accountCheck(setup, cloud),
    ]),
  ];
};

export const allChecks = async (
  setup: Setup,
): Promise<{ readonly checks: readonly Check[]; readonly close: () => Promise<void> }> => {
  const { checks: port, beside } = portChecks(setup);
  const slack = slackChecks(setup, beside);
  return {
    checks: [
      ...settingsChecks(setup),
      ...databaseChecks(setup),
      { name: 'retention', run: () => retentionFindings(setup) },
      ...port,
      ...slack.checks,
      ...(await cloudsChecks(setup)),
    ],
    close: async () => {
      await slack.close();
      await setup.close();
    },
  };
};
