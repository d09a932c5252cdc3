/** How often sign-ins were refused lately: those of one person, or all with one user name or credential id. Times are ms, UTC. */
export interface SignInRefusals {
  /** A keyed hash of the person, or of the name or id: people type secrets into the wrong field. */
  readonly id: string;
  readonly count: number;
  /** No further sign-in until then; null: the next one may be tried. */
  readonly heldUntil: number | null;
  /** From then on it counts no more. */
  readonly forgetAt: number;
}
