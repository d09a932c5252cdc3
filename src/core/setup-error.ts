/** What a start or a command fails with until the operator changes something; each kind of it is a class where it happens. */

/** Trying again cannot help: a setting, a file or another process has to be put right first. */
export class SetupError extends Error {}
