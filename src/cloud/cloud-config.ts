/** What the bot needs to know about a cloud. */
import type { Secret } from '../core/secret.ts';

/** How the bot and a server prove to each other who they are. */
export interface Tls {
  /** False: the server's certificate is not checked. */
  readonly verify: boolean;
  /** The operator's own certificate authorities (PEM text), which replace the usual ones. */
  readonly cacert: string | null;
  /** The bot's own certificate, with its private key; both PEM text. */
  readonly client?: { readonly cert: string; readonly key: Secret } | undefined;
}

export type Interface = 'public' | 'internal' | 'admin';

/** An entry of clouds.yaml; or those of its regions that are reached in the same way, if its regions differ. */
export interface CloudEntry extends Tls {
  /** What people choose when they link: the entry's name, with the region if each of its regions has an auth URL of its own. */
  readonly name: string;
  /** The entry's name in the file, where `name` is another. */
  readonly entry?: string;
  /** Keystone v3, or Rackspace's Identity v2.0. Also decides the kind of credential and the rules of the image service. */
  readonly authType: 'v3' | 'rackspace_apikey';
  /** The entry's people sign in elsewhere, with a browser or a second factor: they link application credentials only. */
  readonly federated?: true | undefined;
  /** The identity service's versioned root, as `readAuthUrl` makes it. */
  readonly authUrl: string;
  /** In the operator's order, the default first; empty = every region of the catalog that no other entry names. */
  readonly regions: readonly string[];
  /** Of several, the first that a region has. */
  readonly interface: Interface | readonly Interface[];
  /** Replaces the catalog's address of the image service (`image_endpoint_override`), in the entry's regions. */
  readonly imageEndpoint?: string;
  /** Another entry, whose Keystone is the same although its auth URL is not. */
  readonly sameAs?: string;
}

/** A cloud, that is, one Keystone. Its own fields say how to sign in. */
export interface CloudConfig extends CloudEntry {
  /** All entries of the file for this cloud. How a region is reached says the first that names it. Missing: there is only this one. */
  readonly entries?: readonly CloudEntry[];
}

/** The entries of the file that a cloud was made of. */
export const entriesOf = (cloud: CloudConfig): readonly CloudEntry[] => cloud.entries ?? [cloud];
