/** A person's image list, read from the cloud itself: over plain HTTP with their own credential, without the bot and its client. */
import { giveUpAfterMs } from './waiting.ts';

interface TokenBody {
  readonly token: {
    readonly catalog: readonly {
      readonly type: string;
      readonly endpoints: readonly {
        readonly region: string;
        readonly interface: string;
        readonly url: string;
      }[];
    }[];
  };
}

interface ListedImage {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
}

export const acceptedList = '/v2/images?visibility=shared&member_status=accepted';

const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
  const answer = await fetch(url, {
    ...init,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...init.headers },
    signal: AbortSignal.timeout(giveUpAfterMs),
  });
  if (!answer.ok) throw new Error(`The cloud answered ${answer.status} to ${url}: ${await answer.text()}`);
  return answer;
};

/** The images that the credential's project has accepted: those of others that `openstack image list` would show. */
export const listAccepted = async (
  authUrl: string,
  region: string,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<readonly ListedImage[]> => {
  const login = await ask(`${authUrl}/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify({
      auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
    }),
  });
  const { token } = (await login.json()) as TokenBody;
  const endpoint = token.catalog
    .find(({ type }) => type === 'image')
    ?.endpoints.find((each) => each.interface === 'public' && each.region === region);
  if (!endpoint) throw new Error(`The catalog has no public image endpoint in ${region}.`);
  const list = await ask(`${endpoint.url}${acceptedList}`, {
    headers: { 'x-auth-token': login.headers.get('x-subject-token') ?? '' },
  });
  return ((await list.json()) as { images: ListedImage[] }).images;
};
