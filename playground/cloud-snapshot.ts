/** The cloud as the page shows it, and what is done there by hand; the page's own code reads it too, so it imports nothing but types. */
import type { Option } from './slack/format/wire.ts';

export interface CloudMember {
  readonly projectId: string;
  readonly project: string;
  readonly status: 'pending' | 'accepted' | 'rejected';
}

export interface CloudImage {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly status: string;
  readonly visibility: string;
  readonly owner: string;
  readonly members: readonly CloudMember[];
}

export interface CloudSnapshot {
  readonly name: string;
  readonly authUrl: string;
  /** The playground's own, where nothing is real. */
  readonly isOwn: boolean;
  /** Whether the pane's buttons and the cloud's faults are there to be used. */
  readonly mayWrite: boolean;
  /** Whose account a real cloud is looked at with; null while nobody has linked one. */
  readonly seenAs: string | null;
  /** Why it could not be looked at just now. */
  readonly lastError: string | null;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly images: readonly CloudImage[];
  /** What the person who looks may link an account with; a throw-away one of the playground's cloud. */
  readonly credential: { readonly id: string; readonly secret: string } | null;
}

/** What somebody at the cloud's command line would do. */
export interface CloudAct {
  readonly do: 'cloud';
  readonly what:
    | 'accepted'
    | 'rejected'
    | 'pending'
    | 'remove'
    | 'add'
    | 'deactivate'
    | 'reactivate'
    | 'delete';
  readonly region: string;
  readonly image: string;
  readonly project?: string | undefined;
}

/** How it was taken; Slack's own error words, or those under inputs by their label. */
export interface Outcome {
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
}
