/** Adds projects, people and their application credentials to the playground's cloud. */
import {
  type ApplicationCredential,
  type KeptCloud,
  newId,
  type Project,
  type Role,
  type User,
} from './cloud-model.ts';

/** Functions that add to the people in `kept`. */
export const addingPeople = ({ projects, users, applicationCredentials }: KeptCloud) => ({
  addProject: (name: string, id = newId()): Project => {
    const project = { id, name };
    projects.set(id, project);
    return project;
  },

  /** A person with these roles in one project; write to `user.roles` to grant more. */
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
