/** A Timer: something that is due later. Times are ms, UTC. */
import type { TeamId } from '../core/ids.ts';

/** Something that is due later about a row; written with what makes it due, deleted once it is done. */
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
    | 'cleanup';
  /** The Share it is about; of `redraw` the Share or the Withdrawal, whose cards are drawn again; of `wake` the Card; of `cleanup` the producer. */
  readonly subjectId: string;
  /** Tells apart several of one kind about one subject: the first, second and third reminder. */
  readonly sequence: number;
  readonly dueAt: number;
  readonly createdAt: number;
}
