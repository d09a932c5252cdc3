/** The command that makes an application credential with the rights that the bot needs. */

/** What producers and consumers need, and nothing more. No `--role`: naming one would leave out the reader role that lists need. */
const accessRules = [
  ['GET', '/v2/images'],
  ['GET', '/v2/images/*'],
  ['PATCH', '/v2/images/*'],
  ['GET', '/v2/images/*/members'],
  ['POST', '/v2/images/*/members'],
  ['GET', '/v2/images/*/members/*'],
  ['PUT', '/v2/images/*/members/*'],
  ['DELETE', '/v2/images/*/members/*'],
].map(([method, path]) => ({ service: 'image', method, path }));

/** Ready to paste into a shell where `openstack` is set up. @see https://docs.openstack.org/keystone/latest/user/application_credentials.html */
export const createCommand = `openstack application credential create image-share \\\n  --access-rules '[\n${accessRules.map((rule) => `    ${JSON.stringify(rule)}`).join(',\n')}\n  ]'`;
