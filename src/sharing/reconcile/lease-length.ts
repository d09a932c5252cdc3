/** How long a claim lasts. A row that a crash left behind is claimed again after this time, at the latest. */
export const leaseMs = 30_000;

/** How long after its claim a step is told to stop: early enough to save its outcome before the lease ends. */
export const stepMs = leaseMs - 5_000;
