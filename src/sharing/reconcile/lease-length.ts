/** How long a claim lasts. Whoever claims a row that a crash left behind waits that long, at most. */
export const leaseMs = 30_000;

/** A step is told to stop so long after its claim: early enough to save what came of it before the lease ends. */
export const stepMs = leaseMs - 5_000;
