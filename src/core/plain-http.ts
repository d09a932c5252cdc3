/** Whether what goes to an address goes unencrypted, and whether it leaves this machine. */
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const isLoopback = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return host === 'localhost';
  return loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
};

/** An `http://` address. */
export const isPlainHttp = (url: string): boolean => URL.parse(url)?.protocol === 'http:';

/** An `http://` address of another machine: everyone on the way can read along. */
export const isReadOnTheWay = (url: string): boolean =>
  isPlainHttp(url) && !isLoopback(URL.parse(url)?.hostname ?? '');
