/** Whose cloud is behind the bot if it is not the playground's own: whose account reads it, and what may be done to it from here. */
import type { CloudSnapshot } from '../cloud-snapshot.ts';

export const CloudOwner = ({ cloud }: { cloud: CloudSnapshot }) => {
  const { name, authUrl, isOwn, mayWrite, seenAs, lastError } = cloud;
  if (isOwn) return null;
  return (
    <div className="cloud-owner" role="note">
      <p>
        <strong>{name}</strong> is a real cloud: <code>{authUrl}</code>
      </p>
      <p>
        What people do in Slack is done to it.{' '}
        {mayWrite
          ? 'Writes are on: so is what the buttons here do.'
          : 'Writes are off: this pane only looks, and the faults of the cloud cannot be switched. --allow-writes turns both on.'}
      </p>
      <p>
        {seenAs === null
          ? 'Nobody has linked an account of it yet, so there is nothing to see: type /image-account link.'
          : `The newest images of each region, as ${seenAs} sees them.`}
      </p>
      {lastError !== null && (
        <p className="problem" role="alert">
          It could not be looked at: {lastError}
        </p>
      )}
    </div>
  );
};
