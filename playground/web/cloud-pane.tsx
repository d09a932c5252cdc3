/** The cloud as it is now, and what somebody at its command line could do to it behind the bot's back. */
import { use, useState } from 'react';
import type { Act, CloudImage, CloudSnapshot } from '../page/page-wire.ts';
import { CloudOwner } from './cloud-owner.tsx';
import { Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';

type What = (Act & { do: 'cloud' })['what'];
type Compose = (text: string) => void;

const statusWords: readonly (readonly [What, string])[] = [
  ['accepted', 'image set --accept'],
  ['rejected', 'image set --reject'],
  ['pending', 'image set --pending'],
  ['remove', 'image remove project'],
];

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
      <div className="pane-body">
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
      </div>
    </section>
  );
};

const Id = ({ name, text, compose }: { name: string; text: string; compose?: Compose }) => (
  <div className="id">
    <dt>{name}</dt>
    <dd>
      <code>{text}</code>
      {compose && (
        <button
          type="button"
          className="icon-button"
          aria-label={`Put the id of ${name} into the message`}
          title="Put it into the message"
          onClick={() => compose(text)}
        >
          <Icon name="insert" />
        </button>
      )}
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

const ImageCard = ({
  image,
  cloud,
  compose,
  report,
}: {
  image: CloudImage;
  cloud: CloudSnapshot;
  compose: Compose;
  /** Told what went wrong, or nothing. */
  report: (problem: string) => void;
}) => {
  const { act } = use(LiveContext);
  const { id, name, region, status, visibility, owner, members } = image;
  const change = async (what: What, project?: string) => {
    const { error = '' } = await act({ do: 'cloud', what, region, image: id, project });
    report(error);
  };
  const others = cloud.projects.filter(
    (project) => project.name !== owner && !members.some(({ projectId }) => projectId === project.id),
  );
  const hasMembers = visibility === 'shared' || visibility === 'private';
  return (
    <li className="image-card" data-image={id}>
      <div className="image-head">
        <h3>{name}</h3>
        <span className={`tag tag-${visibility}`}>{visibility}</span>
        {status !== 'active' && <span className="tag tag-off">{status}</span>}
        {cloud.mayWrite && (
          <Menu
            label={`What can be done to ${name}`}
            items={[
              ...(hasMembers
                ? others.map((project) => ({
                    key: project.id,
                    label: (
                      <>
                        image add project <b>{project.name}</b>
                      </>
                    ),
                    run: () => void change('add', project.id),
                  }))
                : []),
              status === 'active'
                ? { key: 'off', label: 'image set --deactivate', run: () => void change('deactivate') }
                : { key: 'on', label: 'image set --activate', run: () => void change('reactivate') },
              // What is deleted on a real cloud cannot be had back.
              ...(cloud.isOwn
                ? [{ key: 'delete', label: 'image delete', run: () => void change('delete') }]
                : []),
            ]}
          >
            <Icon name="dots" />
          </Menu>
        )}
      </div>
      <p className="image-facts">
        <span>{owner}</span> <span>{region}</span>
        <code>{id}</code>
        <button
          type="button"
          className="icon-button"
          aria-label={`Put the id of ${name} into the message`}
          title="Put it into the message"
          onClick={() => compose(id)}
        >
          <Icon name="insert" />
        </button>
      </p>
      {members.length > 0 && (
        <ul className="members" aria-label={`Members of ${name}`}>
          {members.map((member) => (
            <li key={member.projectId}>
              <span className="member" title={member.projectId}>
                {member.project}
              </span>
              <span className={`tag tag-${member.status}`}>{member.status}</span>
              {cloud.mayWrite && (
                <Menu
                  label={`What can be done to ${member.project} as a member of ${name}`}
                  items={statusWords
                    .filter(([what]) => what !== member.status)
                    .map(([what, label]) => ({
                      key: what,
                      label,
                      run: () => void change(what, member.projectId),
                    }))}
                >
                  <Icon name="dots" />
                </Menu>
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
