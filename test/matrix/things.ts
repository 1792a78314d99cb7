import type { Answer } from '../support/ask.ts';
import { APPS, DEPARTMENT, HIDDEN_COMPANY, HIDDEN_DEPARTMENT, jobNameOf, MARK } from './company.ts';

/** Of what kind a value is that an argument is given. */
export type Mood = 'seen' | 'hidden' | 'absent';

/** Names of one mood, by what they name. */
export interface Names {
  readonly jobNames: readonly string[];
  readonly apps: readonly string[];
  readonly tasks: readonly string[];
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly plans: readonly string[];
  readonly freezes: readonly string[];
  readonly scalingRules: readonly string[];
  readonly schedules: readonly string[];
  readonly deployments: readonly string[];
  readonly holders: readonly string[];
  readonly tokens: readonly string[];
  readonly aliases: readonly string[];
  readonly texts: readonly string[];
}

/** What there is: global ids by type, and names. */
export interface Things {
  readonly ids: Readonly<Record<Mood, ReadonlyMap<string, readonly string[]>>>;
  readonly names: Readonly<Record<Mood, Names>>;
  /** All ids that both sides know alike. */
  readonly known: ReadonlySet<string>;
}

const EVERYTHING = `{
  apps(first: 100) { nodes { __typename id marathonId jobName deployments { __typename id deploymentId affectedApps }
    containers { nodes { __typename id taskId ip app { marathonId } } } } }
  lost: apps(first: 100, filter: { unassigned: true }) { nodes { __typename id marathonId containers { nodes { __typename id taskId ip app { marathonId } } } } }
  hosts(first: 100) { nodes { __typename id name } }
  searchTree(text: "cop.", first: 1000) { nodes { ...N } }
  platform { freezes { id reason treeNode { jobName } } roleBindings { __typename id holder } }
  events(last: 1000) { nodes { __typename id subject summary jobName body } }
  scheduledScalings(first: 100) { nodes { __typename id app { marathonId } treeNode { jobName } } }
  scalingRules(first: 100) { nodes { __typename id app { marathonId } treeNode { jobName } } }
  alarms(first: 100) { nodes { __typename id endpoint jobName } }
  viewer { apiTokens { __typename id label } }
} fragment N on TreeNode { __typename id jobName aliases { jobName } roleBindings { __typename id holder treeNode { jobName } } }`;

interface Found {
  readonly __typename?: string;
  readonly id?: string;
  readonly [key: string]: unknown;
}

/** As the administrator is told. */
export async function thingsOf(ask: (query: string) => Promise<Answer>, tokenIds: readonly string[]): Promise<Things> {
  const { data, errors } = await ask(EVERYTHING);
  if (errors) throw new Error(JSON.stringify(errors));
  const found: Found[] = [];
  gather(data, found);
  found.push(...tokenIds.map((id) => ({ __typename: 'ApiToken', id })));
  const about = found.filter(({ __typename }) => __typename === 'TreeNode' || __typename === 'App').map(({ id = '' }) => id);
  const why = await ask(`{ ${about.map((id, n) => `w${n}: why(id: ${JSON.stringify(id)}) { ...D }`).join(' ')} }
    fragment D on Decision { __typename id reason inputs { value } plan { __typename id steps { target before after } } subject { id ... on TreeNode { jobName } ... on App { marathonId } } }`);
  gather(why.data, found);
  const ids = (hidden: boolean) => {
    const map = new Map<string, string[]>();
    for (const each of found) {
      const { __typename, id } = each;
      if (__typename === undefined || id === undefined || isHidden(each) !== hidden) continue;
      const list = map.get(__typename) ?? [];
      if (!list.includes(id)) list.push(id);
      map.set(__typename, list);
    }
    // The interface of them all.
    map.set(
      'Node',
      [...map.values()].flatMap(([first = '']) => first),
    );
    return map;
  };
  const names = (hidden: boolean): Names => {
    const of = (type: string, key: string) =>
      [...new Set(found.filter((each) => each.__typename === type && isHidden(each) === hidden).map((each) => each[key]))].filter(
        (each) => typeof each === 'string',
      );
    const freezes = (data as { platform: { freezes: { id: string; reason: string }[] } }).platform.freezes;
    return {
      jobNames: hidden
        ? [HIDDEN_DEPARTMENT, HIDDEN_COMPANY, jobNameOf(APPS.hidden), LEFT, CAME]
        : [DEPARTMENT, jobNameOf(APPS.own), jobNameOf(APPS.far), 'cop.corp'],
      apps: hidden
        ? [APPS.hidden, APPS.hiddenWaits, APPS.hiddenReal, APPS.hiddenLost, APPS.hiddenClaims]
        : [APPS.own, APPS.far, APPS.farWaits, APPS.farReal, APPS.farClaims],
      tasks: of('Container', 'taskId'),
      hosts: of('Host', 'name'),
      addresses: of('Container', 'ip'),
      plans: ids(hidden).get('Plan') ?? [],
      schedules: ids(hidden).get('ScheduledScaling') ?? [],
      scalingRules: ids(hidden).get('ScalingRule') ?? [],
      freezes: freezes.filter(({ reason }) => reason.includes(MARK) === hidden).map(({ id }) => id),
      deployments: of('Deployment', 'deploymentId'),
      holders: hidden ? [`acme:${MARK}-boss`, `acme:${MARK}-group`] : ['acme:vic', 'acme:far-group'],
      tokens: (ids(hidden).get('ApiToken') ?? []).map((id) => id.slice('ApiToken:'.length)),
      aliases: found
        .filter((each) => each.__typename === 'TreeNode' && isHidden(each) === hidden)
        .flatMap(({ aliases }) => (aliases as { jobName: string }[] | null)?.map(({ jobName }) => jobName) ?? []),
      texts: hidden ? [MARK, `${MARK}-p`, 'zz'] : ['own', 'far', 'c3', 'o'],
    };
  };
  return {
    ids: { seen: ids(false), hidden: ids(true), absent: ABSENT_IDS },
    names: { seen: names(false), hidden: names(true), absent: ABSENT },
    known: new Set(JSON.stringify([data, why.data]).match(RANDOM)),
  };
}

/** Ids that are chosen at random. */
export const RANDOM = /ApiToken:[a-z0-9]{12}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Old names: of what went where it is hidden, and of what came from there. */
const LEFT = `${DEPARTMENT}_pdl.far-left`;
const CAME = `${HIDDEN_DEPARTMENT}_pdl.far-came`;
const NO_ID = '00000000-0000-4000-8000-000000000000';
const NO_APP = '/corp/none/none/none/none/none/none/none';
const ABSENT: Names = {
  jobNames: ['cop.corp_owt.none', 'cop.none', jobNameOf(NO_APP)],
  apps: [NO_APP, '/none'],
  tasks: ['none.instance-1._app.1'],
  hosts: ['c3-none'],
  addresses: ['10.255.255.1'],
  plans: [`Plan:${NO_ID}`],
  freezes: [NO_ID],
  scalingRules: [`ScalingRule:${NO_ID}`],
  schedules: [`ScheduledScaling:${NO_ID}`],
  deployments: [NO_ID],
  holders: ['acme:none'],
  tokens: ['none00000000'],
  aliases: ['cop.corp_owt.none_pdl.none'],
  texts: ['none'],
};
const ABSENT_IDS = new Map([
  ['TreeNode', [`TreeNode:${NO_ID}`]],
  ['App', [`App:sandbox:${NO_APP}`]],
  ['Container', ['Container:sandbox:none.instance-1._app.1']],
  ['Host', ['Host:c3-none']],
  ['Deployment', [`Deployment:sandbox:${NO_ID}`]],
  ['Plan', [`Plan:${NO_ID}`]],
  ['Decision', [`Decision:${NO_ID}`]],
  ['Event', ['Event:none']],
  ['RoleBinding', [`RoleBinding:${NO_ID}`]],
  ['ApiToken', ['ApiToken:none00000000']],
]);

const HIDDEN_HOST = /^Host:c3-node0[456]$/;
const isHidden = (thing: Found): boolean =>
  JSON.stringify(thing).includes(MARK) && thing.__typename !== 'TreeNode'
    ? true
    : thing.__typename === 'TreeNode'
      ? String(thing['jobName']).includes(MARK)
      : HIDDEN_HOST.test(thing.id ?? '');

function gather(value: unknown, into: Found[]): void {
  if (Array.isArray(value)) for (const each of value) gather(each, into);
  else if (typeof value === 'object' && value !== null) {
    if ('__typename' in value) into.push(value as Found);
    for (const each of Object.values(value)) gather(each, into);
  }
}
