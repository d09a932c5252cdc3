/** What the cloud has now of the image and its members, read with the account of the image's own project. */
import { chooseAccount } from '../../accounts/choosing.ts';
import { type FindDeps, type Found, findImage } from '../../accounts/finding.ts';
import { readAs } from '../../accounts/reading.ts';
import { factsOf } from '../../accounts/sessions.ts';
import { UserError } from '../../core/problem.ts';
import { hidesMembers } from '../../sharing/plan-withdrawal.ts';
import type { Account, Withdrawal } from '../../store/rows.ts';
import type { Asked } from './request.ts';
