/** The cloud as the page shows it, and what can be done to it by hand. The page's own code reads it too, so it imports only types. */
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
  /** The playground's own cloud, where nothing is real. */
  readonly isOwn: boolean;
  /** Whether the pane's buttons and the cloud's faults may be used. */
  readonly mayWrite: boolean;
  /** The owner of the account that reads a real cloud; null until somebody has linked one. */
  readonly seenAs: string | null;
  /** Why the last read failed. */
  readonly lastError: string | null;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly images: readonly CloudImage[];
  /** A throw-away credential of the playground's cloud, with which the viewer can link an account. */
  readonly credential: { readonly id: string; readonly secret: string } | null;
}

/** Something that somebody at the cloud's command line would do. */
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

/** The outcome: Slack's own error words, or errors under inputs by label. */
export interface Outcome {
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
}
