/** The current state of the cloud, and what somebody at its command line could do to it outside the bot. */
import { useState } from 'react';
import type { CloudSnapshot } from '../cloud-snapshot.ts';
import { CloudOwner } from './cloud-owner.tsx';
import { Icon } from './icons.tsx';
import { ImageCard } from './image-card.tsx';
import { type Compose, InsertButton } from './insert-button.tsx';

export const CloudPane = ({ cloud, compose }: { cloud: CloudSnapshot; compose: Compose }) => {
  const [filter, setFilter] = useState('');
  const [problem, setProblem] = useState('');
  const wanted = filter.trim().toLowerCase();
  const shown = cloud.images.filter(({ name, id, owner }) =>
    [name, id, owner].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <section className="pane pane-cloud" aria-label="The cloud">
      <header className="pane-head">
        <h2>
          The cloud <small>{cloud.name}</small>
        </h2>
        <input
          className="field"
          type="search"
          placeholder="Find an image"
          aria-label="Find an image"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by key */}
      <section className="pane-body" aria-label="Images and projects" tabIndex={0}>
        <CloudOwner cloud={cloud} />
        {cloud.projects.length > 0 && (
          <details className="ids">
            <summary>
              {cloud.isOwn ? 'Projects, and a credential to link' : 'Projects with a linked account'}
            </summary>
            <dl>
              {cloud.projects.map(({ id, name }) => (
                <Id key={id} name={name} text={id} compose={compose} />
              ))}
              {cloud.credential && <Id name="credential id" text={cloud.credential.id} />}
              {cloud.credential && <Id name="credential secret" text={cloud.credential.secret} />}
            </dl>
          </details>
        )}
        <ul className="images">
          {shown.map((image) => (
            <ImageCard
              key={`${image.region} ${image.id}`}
              image={image}
              cloud={cloud}
              compose={compose}
              report={setProblem}
            />
          ))}
        </ul>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {shown.length === 0 && wanted && <p className="empty">No image is called that.</p>}
      </section>
    </section>
  );
};

const Id = ({ name, text, compose }: { name: string; text: string; compose?: Compose }) => (
  <div className="id">
    <dt>{name}</dt>
    <dd>
      <code>{text}</code>
      {compose && <InsertButton name={name} text={text} compose={compose} />}
      <button
        type="button"
        className="icon-button"
        aria-label={`Copy the ${name}`}
        title="Copy"
        onClick={() => void navigator.clipboard.writeText(text)}
      >
        <Icon name="copy" />
      </button>
    </dd>
  </div>
);
