/** Who the playground's cloud knows: adding projects, people and their application credentials. */
import {
  type ApplicationCredential,
  type KeptCloud,
  newId,
  type Project,
  type Role,
  type User,
} from './cloud-model.ts';

/** What adds to the people that `kept` holds. */
export const addingPeople = ({ projects, users, applicationCredentials }: KeptCloud) => ({
  addProject: (name: string, id = newId()): Project => {
    const project = { id, name };
    projects.set(id, project);
    return project;
  },

  /** A person with those roles in one project; `grant` more by writing to `user.roles`. */
  addUser: (name: string, projectId: string, roles: readonly Role[] = ['member', 'reader']): User => {
    const user = {
      id: newId(),
      name,
      password: `${name}-secret`,
      apiKey: newId(),
      enabled: true,
      roles: new Map([[projectId, roles]]),
    };
    users.set(user.id, user);
    return user;
  },

  /** @param more `roles` default to the user's own; `expiresAt` is in milliseconds since 1970 */
  addApplicationCredential: (
    user: User,
    projectId: string,
    name: string,
    more: Partial<Pick<ApplicationCredential, 'secret' | 'roles' | 'expiresAt' | 'accessRules'>> = {},
  ): ApplicationCredential => {
    const credential = {
      id: newId(),
      name,
      secret: `${user.name}-${name}-secret`,
      userId: user.id,
      projectId,
      roles: user.roles.get(projectId) ?? [],
      expiresAt: null,
      accessRules: null,
      ...more,
    };
    applicationCredentials.set(credential.id, credential);
    return credential;
  },
});
