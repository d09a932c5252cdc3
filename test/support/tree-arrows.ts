/** Who may import whom among the bot’s own files. */
import { type Import, importsIn, type Tree } from './source-tree.ts';

/** What a place may import besides itself, `src/core` and `src/model`: everything of some places, of others types alone. */
interface Arrows {
  readonly to: readonly string[];
  readonly types?: readonly string[];
}

const everything = ['src'];
/** What the domain says of the world around it. */
const ports = [
  'src/sharing/repositories.ts',
  'src/sharing/transaction.ts',
  'src/sharing/image-service.ts',
  'src/sharing/cloud-failure.ts',
];
const errors = 'src/cloud/errors.ts';
const store = (...folders: string[]) => folders.map((folder) => `src/store/${folder}`);
const sharing = (...folders: string[]) => folders.map((folder) => `src/sharing/${folder}`);
const [audit = ''] = sharing('audit.ts');

/** By place, the longest that fits. */
const arrows: Readonly<Record<string, Arrows>> = {
  'src/core': { to: [] },
  'src/model': { to: [] },
  'src/config.ts': { to: [] },
  'src/cloud': { to: [] },

  'src/store/dialect.ts': { to: [] },
  'src/store/schema': { to: store('dialect.ts') },
  'src/store/engine': { to: store('schema', 'dialect.ts') },
  'src/store/claims': { to: store('engine', 'schema', 'dialect.ts') },
  'src/store/repositories': { to: store('claims', 'engine', 'schema', 'dialect.ts') },
  'src/store/secrets': { to: store('schema', 'dialect.ts') },
  'src/store/operator': { to: store('repositories', 'secrets', 'engine', 'schema', 'dialect.ts') },
  'src/store/retention': { to: store('repositories', 'schema'), types: store('engine') },
  'src/store/open-options.ts': { to: [], types: store('engine', 'schema') },
  'src/store/open-postgres.ts': { to: store('open-options.ts', 'claims', 'engine', 'schema') },
  'src/store/open.ts': {
    to: store(
      'open-options.ts',
      'open-postgres.ts',
      'operator',
      'secrets',
      'repositories',
      'claims',
      'engine',
      'schema',
    ),
  },

  'src/store/database-wait.ts': { to: store('engine') },

  'src/metrics': {
    to: ['src/slack/bolt/front-door.ts', ...store('claims', 'schema')],
    types: store('engine'),
  },

  'src/slack/feature.ts': { to: [] },
  'src/slack/input': { to: [] },
  'src/slack/blocks': { to: ['src/slack/feature.ts'] },
  'src/slack/api': { to: ['src/slack/feature.ts', 'src/slack/blocks'] },
  'src/slack/bolt': { to: ['src/slack/feature.ts', 'src/slack/blocks', 'src/slack/input', 'src/slack/api'] },

  'src/sharing/repositories.ts': { to: [], types: ['src/store'] },
  'src/sharing/transaction.ts': { to: ['src/sharing/repositories.ts'], types: ['src/store'] },
  'src/sharing/image-service.ts': { to: [], types: ['src/cloud'] },
  'src/sharing/cloud-failure.ts': { to: [errors, 'src/cloud/endpoint-errors.ts', ...sharing('rules')] },
  'src/sharing/audit.ts': { to: [...ports, ...sharing('rules')], types: ['src/cloud', 'src/store'] },
  'src/sharing/rules': { to: [] },
  'src/sharing/people': { to: [...ports, ...sharing('rules')], types: ['src/store'] },
  'src/sharing/cards': {
    to: [...ports, ...sharing('people', 'rules')],
    types: ['src/store', 'src/slack/feature.ts'],
  },
  'src/sharing/notifications': {
    to: [...ports, ...sharing('cards', 'people', 'rules')],
    types: ['src/store'],
  },
  'src/sharing/intents': {
    to: [...ports, audit, ...sharing('notifications', 'cards', 'people', 'rules')],
    types: ['src/store'],
  },
  'src/sharing/delivery': {
    to: [...ports, ...sharing('notifications', 'cards', 'people', 'rules'), 'src/slack/api/call-error.ts'],
    types: ['src/store', 'src/slack'],
  },
  'src/sharing/sync': {
    to: [...ports, audit, ...sharing('intents', 'notifications', 'cards', 'people', 'rules'), errors],
    types: ['src/store'],
  },
  'src/sharing/reconcile': {
    to: [
      ...ports,
      audit,
      ...sharing('sync', 'delivery', 'intents', 'notifications', 'cards', 'people', 'rules'),
      errors,
    ],
    types: ['src/store'],
  },

  'src/accounts': {
    to: [...ports, audit, ...sharing('cards', 'people', 'rules'), errors, 'src/cloud/no-project.ts'],
    types: ['src/cloud', 'src/store'],
  },
  'src/features': {
    to: [
      'src/accounts',
      'src/slack/feature.ts',
      'src/slack/blocks',
      'src/slack/input',
      ...sharing('intents', 'cards', 'people', 'rules'),
      errors,
    ],
    types: ['src/cloud'],
  },
  'src/app.ts': { to: everything },
  'src/housekeeping.ts': {
    to: ['src/accounts', ...sharing('intents'), ...store('secrets', 'retention')],
    types: everything,
  },
  'src/app-accounts.ts': { to: everything },
  'src/opening.ts': { to: everything },
  'src/reload.ts': { to: ['src/config.ts'] },
  'src/bot-health.ts': { to: ['src/slack/bolt'], types: ['src/store/engine'] },
  'src/operator.ts': { to: ['src/operator'] },
  'src/bot.ts': { to: everything },
  'src/operator': { to: everything },
  'src/main.ts': { to: ['src/bot.ts'] },
  'src/exit-code.ts': { to: [] },
  'src/exposed-settings.ts': { to: [], types: ['src/cloud'] },
};

/** Whether the file is this place, or lies in it. */
export const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const placeOf = (file: string) =>
  Object.keys(arrows)
    .filter((place) => isWithin(file, place))
    .sort((one, other) => other.length - one.length)[0];

/** An import, in words. */
export const said = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;
/** What the bot’s own files import of one another. */
export const inside = (tree: Tree) =>
  importsIn(tree).filter(({ from, to }) => from.startsWith('src/') && to.startsWith('src/'));

/** What does not follow the arrows. */
export const followsTheArrows = (tree: Tree) =>
  inside(tree)
    .filter(({ from, to, typeOnly }) => {
      const place = placeOf(from);
      if (place === undefined) return true;
      const { to: all, types = [] } = arrows[place] ?? { to: [] };
      const common = place === 'src/core' ? [] : ['src/core', 'src/model'];
      const may = [place, ...common, ...all, ...(typeOnly ? types : [])];
      return !may.some((other) => isWithin(to, other));
    })
    .map(said);
