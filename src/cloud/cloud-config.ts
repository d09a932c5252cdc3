/** What there is to know of a cloud to talk to it. */

export interface CloudConfig {
  readonly name: string;
  /** The other entries of the file with this auth URL, if there are any; their regions are among its own. */
  readonly alsoNamed?: readonly string[];
  /** Keystone v3, or Rackspace's Identity v2.0; with it go the kind of credential and the rules of that image service. */
  readonly authType: 'v3' | 'rackspace_apikey';
  /** The identity service's versioned root: no blanks around it, no slash at its end, its host in lower case. */
  readonly authUrl: string;
  /** In the operator's order, the first being the default; empty = every region of the catalog. */
  readonly regions: readonly string[];
  /** What the operator has in place of the catalog's image endpoints (`image_endpoint_override`); `region` null: in every region. */
  readonly imageEndpoints?: readonly { readonly region: string | null; readonly url: string }[];
  readonly interface: 'public' | 'internal' | 'admin';
  /** False: the server's certificate is not checked. */
  readonly verify: boolean;
  /** The text of the operator's own authorities (PEM), in place of the usual ones. */
  readonly cacert: string | null;
}
