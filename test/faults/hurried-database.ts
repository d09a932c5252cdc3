/** A PostgreSQL whose clock can be turned: a schema that is looked in before the server's own has one that goes ahead of it. */
import { Client } from 'pg';

/** @param server the URL of an empty database */
export const hurriedDatabase = async (server: string) => {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`
    create schema hurried;
    create table hurried.hands ("aheadMs" bigint not null);
    insert into hurried.hands values (0);
    create function hurried.clock_timestamp() returns timestamptz language sql volatile as $$
      select pg_catalog.clock_timestamp() + "aheadMs" * interval '1 millisecond' from hurried.hands
    $$;`);
  const url = new URL(server);
  url.searchParams.set('options', '-c search_path=hurried,pg_catalog,public');
  return {
    url: url.href,
    later: async (ms: number) => {
      await client.query('update hurried.hands set "aheadMs" = "aheadMs" + $1', [Math.round(ms)]);
    },
    close: () => client.end(),
  };
};
