/** A Timer: something that is due later. Times are ms, UTC. */
import type { TeamId } from '../core/ids.ts';

/** Something due later about a row; written together with what makes it due, deleted once it is done. */
export interface Timer {
  readonly id: string;
  readonly teamId: TeamId;
  readonly kind:
    | 'remind'
    | 'warn-unanswered'
    | 'end-unanswered'
    | 'warn-end'
    | 'end'
    | 'wake'
    | 'redraw'
    | 'cleanup'
    | 'warn-expiry'
    | 'leaver';
  /** The Share; for `redraw`, the Share or Withdrawal whose cards to redraw; for `wake`, the Card; for `cleanup`, the producer; for `warn-expiry`, the Account; for `leaver`, a person and a project. */
  readonly subjectId: string;
  /** Distinguishes timers of one kind and subject, such as the first, second and third reminder. */
  readonly sequence: number;
  readonly dueAt: number;
  readonly createdAt: number;
}
