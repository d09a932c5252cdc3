/**
 * Why a process opens the database: a `bot` is one of several, an `operator` is alone, a `reader` changes nothing
 * and disturbs nobody.
 */
export type Use = 'bot' | 'operator' | 'reader';
