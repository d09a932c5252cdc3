/** What the share form shows for people who were chosen without a project: their projects as a choice, or the button that asks them to link one. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import { actions, button } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { compositionLimits } from '../../slack/blocks/limits.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { optionsOf } from '../../slack/blocks/texts.ts';
import type { Block } from '../../slack/feature.ts';

/** The button in the form that asks the people chosen there to link an account. */
export const askButton = 'share-ask-to-link';

/** The `block_id` of the projects to choose from. */
export const theirProjects = 'theirProjects';

type NoTenant = Extract<Problem, { readonly kind: 'no-tenant-but-people' }>;

const isNoTenant = (problem: Problem): problem is NoTenant => problem.kind === 'no-tenant-but-people';

/** The ids that the form fills in by itself: of somebody's only project. */
export const filledInFor = (problems: readonly Problem[]): readonly string[] =>
  problems
    .filter(isNoTenant)
    .flatMap(({ projects }) => (projects.length === 1 ? projects.map(({ id }) => id) : []));

export const peopleBlocks = (problems: readonly Problem[]): readonly Block[] =>
  problems.filter(isNoTenant).flatMap(({ projects }) => {
    if (projects.length === 0)
      return [actions(button({ text: plain`Ask them to link an account`, actionId: askButton }))];
    // the words above name longer ids
    const options = projects.filter(({ id }) => id.length <= compositionLimits.optionValueChars);
    if (projects.length === 1 || options.length === 0) return [];
    return [
      input({
        label: plain`Their projects`,
        blockId: theirProjects,
        kind: 'checks',
        optional: true,
        initial: [],
        options: optionsOf(options.map(({ id, name }) => ({ text: name, value: id, description: id }))),
      }),
    ];
  });
