/** Every request between Slack, the bot and the cloud as it happens, and the switches that break them. */
import { use, useState } from 'react';
import type { FaultName, Snapshot, WireLine } from '../page/page-wire.ts';
import { LiveContext } from './live-context.ts';

const faults: readonly (readonly [FaultName, string])[] = [
  ['slack-429', 'Slack answers 429'],
  ['cloud-503', 'The cloud answers 503'],
];

const clock = {
  hour12: false,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
} as const;

export const WirePane = ({ snapshot }: { snapshot: Snapshot }) => {
  const { act } = use(LiveContext);
  const [said, setSaid] = useState('');
  return (
    <section className="pane pane-wire" aria-label="The wire">
      <header className="pane-head">
        <h2>The wire</h2>
      </header>
      <fieldset className="faults" aria-label="Faults">
        {faults
          .filter(([name]) => name !== 'cloud-503' || snapshot.cloud.mayWrite)
          .map(([name, label]) => (
            <label key={name} className="switch">
              <input
                type="checkbox"
                role="switch"
                aria-checked={snapshot.faults[name]}
                checked={snapshot.faults[name]}
                onChange={({ target }) => void act({ do: 'fault', name, on: target.checked })}
              />
              {label}
            </label>
          ))}
        {snapshot.cloud.mayWrite && (
          <button
            type="button"
            className="button button-small"
            onClick={async () => {
              await act({ do: 'expireTokens' });
              setSaid('Every token of the cloud has expired.');
            }}
          >
            Expire the tokens
          </button>
        )}
        <button
          type="button"
          className="button button-small"
          aria-busy={!snapshot.bot.isUp}
          onClick={async () => {
            const { error } = await act({ do: 'restartBot' });
            setSaid(error ? `The bot did not start again: ${error}` : 'The bot was restarted.');
          }}
        >
          Restart the bot
        </button>
        <span className="said" role="status">
          {said}
        </span>
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by key */}
      <ol className="pane-body lines" aria-label="Requests" tabIndex={0}>
        {snapshot.wire.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
    </section>
  );
};

const Line = ({ line: { at, from, to, what, outcome, isGood, ms } }: { line: WireLine }) => (
  <li className={isGood ? '' : 'is-bad'}>
    <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString(undefined, clock)}</time>
    <span className="way">
      {from} → {to}
    </span>
    <span className="what" title={what}>
      {what}
    </span>
    <span className="outcome">{outcome}</span>
    <span className="took">{ms === null ? '…' : `${Math.round(ms)} ms`}</span>
  </li>
);
