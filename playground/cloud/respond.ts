/** Sends answers: whole, in part or not at all, as a fault demands. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Fault } from './cloud-faults.ts';
import type { Call, Reply } from './reply.ts';

const json = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

export const send = (response: ServerResponse, { status, body, headers }: Reply) => {
  const content = body === undefined ? '' : json(body);
  response.writeHead(status, {
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content) }),
    ...headers,
  });
  response.end(content);
};

const sendHalf = (response: ServerResponse, { status, body }: Reply) => {
  const content = json(body ?? {});
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(content) + 2,
  });
  response.write(content.slice(0, content.length / 2), () => response.destroy());
};

/** A page as nginx sends it, or what else a proxy says. */
const proxyPage = ({ status = 503, body, headers }: Fault): Reply => ({
  status,
  body:
    body ??
    `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  headers: { ...(body === undefined && { 'Content-Type': 'text/html' }), ...headers },
});

/**
 * By what a service's answers are known: its request id, and with a 401 what its tokens come from. Glance's 401 and its list of versions
 * come from layers that know no ids.
 */
const marksOf = ({ service }: Call, { status }: Reply): Record<string, string> => ({
  ...(status === 401 && { 'WWW-Authenticate': 'Keystone uri="http://keystone.example"' }),
  ...((service !== 'glance' || (status !== 401 && status !== 300)) && {
    'x-openstack-request-id': `req-${randomUUID()}`,
  }),
});

/** Sends what the fault leaves of the answer; returns the status if it was sent whole, else 0. `answer` carries out the request. */
export const respond = (
  response: ServerResponse,
  call: Call,
  fault: Fault | undefined,
  answer: () => Reply,
): number => {
  if (fault?.do === 'hang') {
    void fault.after?.then(answer);
    return 0;
  }
  if (fault?.do === 'drop') {
    response.destroy();
    return 0;
  }
  if (fault?.do === 'drop-before-effect') {
    response.destroy();
    // the token was good when the request arrived
    void fault.after?.then(answer);
    return 0;
  }
  if (fault?.do === 'status' && fault.by === 'proxy') {
    const page = proxyPage(fault);
    send(response, page);
    return page.status;
  }
  const reply =
    fault?.do === 'status'
      ? {
          status: fault.status ?? 503,
          body: fault.body ?? {},
          ...(fault.headers && { headers: fault.headers }),
        }
      : answer();
  if (fault?.do === 'drop-after-effect') response.destroy();
  else if (fault?.do === 'half-answer') sendHalf(response, reply);
  else {
    send(response, { ...reply, headers: { ...marksOf(call, reply), ...reply.headers } });
    return reply.status;
  }
  return 0;
};
