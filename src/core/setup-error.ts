/** The error of a start or a command that fails until the operator changes something; each kind is a subclass where it happens. */

/** Trying again cannot help: a setting, a file or another process has to be fixed first. */
export class SetupError extends Error {}
