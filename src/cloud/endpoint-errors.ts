/** Why an account has no image service in a region. Nothing was sent. */
import type { RefusedEndpoint } from './catalog.ts';

/** The account's catalog has no image endpoint in `region`; `have` empty: it has none at all. */
export class NoSuchRegionError extends Error {
  override readonly name = 'NoSuchRegionError';
  readonly region: string | null;
  readonly have: readonly string[];

  constructor(region: string | null, have: readonly string[]) {
    super(`no image endpoint in region ${region ?? '(any)'}; the catalog has: ${have.join(', ') || 'none'}`);
    this.region = region;
    this.have = have;
  }
}

/** The cloud's catalog sends image requests of `region` to an address that gets no token. */
export class BadEndpointError extends Error {
  override readonly name = 'BadEndpointError';
  readonly region: string;
  readonly why: RefusedEndpoint;

  constructor(region: string, why: RefusedEndpoint) {
    super(`the image endpoint of region ${region} is not used: ${why}`);
    this.region = region;
    this.why = why;
  }
}

/** The catalog has an image service there, but not for the interface that the operator asks for. */
export class OtherInterfaceError extends Error {
  override readonly name = 'OtherInterfaceError';
  /** null: whichever. */
  readonly region: string | null;
  readonly have: readonly string[];

  constructor(region: string | null, have: readonly string[]) {
    super(`the image service in region ${region ?? '(any)'} is only for the interfaces ${have.join(', ')}`);
    this.region = region;
    this.have = have;
  }
}
