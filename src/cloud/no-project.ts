/** A token without a project is useless here: images belong to projects. */

/** The credential signs in, but to no project: to nothing in particular, to a domain, or to the whole system. */
export class NoProjectError extends Error {
  override readonly name = 'NoProjectError';
  readonly scope: 'none' | 'domain' | 'system';

  constructor(scope: NoProjectError['scope']) {
    super(`the token has no project (scope: ${scope})`);
    this.scope = scope;
  }
}
