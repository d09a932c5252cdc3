/** The error of a start or a command that fails until the operator changes something; each kind is a subclass where it happens. */

/** Trying again cannot help: a setting, a file or another process has to be fixed first. */
export class SetupError extends Error {}

/** Another process has what this one needs, and may be about to give it back: a later try can succeed by itself. */
export class InUseError extends SetupError {}
