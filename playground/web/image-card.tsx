/** One image of the cloud: what it is, who it is shared with, and what can be done to it from here. */
import { use } from 'react';
import type { CloudImage, CloudMember, CloudSnapshot } from '../cloud-snapshot.ts';
import type { Act } from '../page/page-wire.ts';
import { Icon } from './icons.tsx';
import { type Compose, InsertButton } from './insert-button.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';

type What = (Act & { do: 'cloud' })['what'];
type Change = (what: What, project?: string) => Promise<void>;

const statusWords: readonly (readonly [What, string])[] = [
  ['accepted', 'image set --accept'],
  ['rejected', 'image set --reject'],
  ['pending', 'image set --pending'],
  ['remove', 'image remove project'],
];

interface ImageCardProps {
  readonly image: CloudImage;
  readonly cloud: CloudSnapshot;
  readonly compose: Compose;
  /** Gets what went wrong, or an empty text. */
  readonly report: (problem: string) => void;
}

export const ImageCard = ({ image, cloud, compose, report }: ImageCardProps) => {
  const { act } = use(LiveContext);
  const { id, name, region, status, visibility, owner, members } = image;
  const change = async (what: What, project?: string) => {
    const { error = '' } = await act({ do: 'cloud', what, region, image: id, project });
    report(error);
  };
  return (
    <li className="image-card" data-image={id}>
      <div className="image-head">
        <h3>{name}</h3>
        <span className={`tag tag-${visibility}`}>{visibility}</span>
        {status !== 'active' && <span className="tag tag-off">{status}</span>}
        {cloud.mayWrite && <ImageMenu image={image} cloud={cloud} change={change} />}
      </div>
      <p className="image-facts">
        <span>{owner}</span> <span>{region}</span>
        <code>{id}</code>
        <InsertButton name={name} text={id} compose={compose} />
      </p>
      {members.length > 0 && (
        <ul className="members" aria-label={`Members of ${name}`}>
          {members.map((member) => (
            <li key={member.projectId}>
              <span className="member" title={member.projectId}>
                {member.project}
              </span>
              <span className={`tag tag-${member.status}`}>{member.status}</span>
              {cloud.mayWrite && <MemberMenu member={member} image={image} change={change} />}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};

const ImageMenu = ({ image, cloud, change }: { image: CloudImage; cloud: CloudSnapshot; change: Change }) => {
  const { name, status, visibility, owner, members } = image;
  const others = cloud.projects.filter(
    (project) => project.name !== owner && !members.some(({ projectId }) => projectId === project.id),
  );
  const hasMembers = visibility === 'shared' || visibility === 'private';
  return (
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
        // An image deleted on a real cloud cannot be restored.
        ...(cloud.isOwn ? [{ key: 'delete', label: 'image delete', run: () => void change('delete') }] : []),
      ]}
    >
      <Icon name="dots" />
    </Menu>
  );
};

const MemberMenu = ({
  member,
  image,
  change,
}: {
  member: CloudMember;
  image: CloudImage;
  change: Change;
}) => (
  <Menu
    label={`What can be done to ${member.project} as a member of ${image.name}`}
    items={statusWords
      .filter(([what]) => what !== member.status)
      .map(([what, label]) => ({ key: what, label, run: () => void change(what, member.projectId) }))}
  >
    <Icon name="dots" />
  </Menu>
);
