/** What the bot needs to know about a cloud. */

export interface CloudConfig {
  readonly name: string;
  /** Other entries of the file with the same auth URL; their regions are included in this one's. */
  readonly alsoNamed?: readonly string[];
  /** Keystone v3, or Rackspace's Identity v2.0. Also decides the kind of credential and the rules of the image service. */
  readonly authType: 'v3' | 'rackspace_apikey';
  /** The identity service's versioned root: no blanks around it, no slash at the end, the host in lower case. */
  readonly authUrl: string;
  /** In the operator's order, the default first; empty = every region of the catalog. */
  readonly regions: readonly string[];
  /** Replace the catalog's image endpoints (`image_endpoint_override`); `region` null: in every region. */
  readonly imageEndpoints?: readonly { readonly region: string | null; readonly url: string }[];
  readonly interface: 'public' | 'internal' | 'admin';
  /** False: the server's certificate is not checked. */
  readonly verify: boolean;
  /** The operator's own certificate authorities (PEM text), which replace the usual ones. */
  readonly cacert: string | null;
}
