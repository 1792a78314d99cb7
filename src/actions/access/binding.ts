import { HOLDERS, ROLES, type RoleBinding } from '../../access/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import { bindingFact, nodeOf } from '../facts.ts';
import type { LocalRequest, LocalWrite } from '../local.ts';
import type { World, WorldNode } from '../ports.ts';
import { asJson, CANOPY, type Place, type StepDraft, type Where } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from '../tree/names.ts';
import { AT_ROOT } from '../where.ts';

/** What a binding is about: who, and where. */
export interface BindingInput extends Pick<RoleBinding, 'kind' | 'holder'> {
  readonly jobName?: string | null;
}

/** What is held at the root is an administrator's to give and take. */
export const atBinding: Where<BindingInput> = ({ jobName }, { world }) => {
  const node = bindingNode(world, jobName);
  return node.ok ? ok([node.value ? placeAt(node.value) : AT_ROOT]) : node;
};

/** Undefined: the root. */
export const bindingNode = (world: World, jobName: string | null | undefined): Result<WorldNode | undefined> =>
  jobName == null ? ok(undefined) : findNode(world, jobName, 'jobName');

export const placeOfBinding = (node: WorldNode | undefined): Place | null => (node ? placeAt(node) : null);

export const whereWords = (node: WorldNode | undefined): string => node?.jobName ?? 'the root';

const LONGEST = 255;

export function checkHolder({ kind, holder }: BindingInput, world: World): Result<true> {
  if (!HOLDERS.includes(kind)) return rejected('BAD_USER_INPUT', `kind is one of ${HOLDERS.join(', ')}.`, 'input', 'kind');
  if (holder.length > LONGEST) return rejected('BAD_USER_INPUT', `holder is longer than ${LONGEST} characters.`, 'input', 'holder');
  if (kind === 'TOKEN') return world.token(holder) ? ok(true) : rejected('NOT_FOUND', `There is no token ${holder}.`, 'input', 'holder');
  // As `viewer { name }` shows it: without the issuer's name nobody would ever be it.
  return /^[a-z0-9-]+:./.test(holder)
    ? ok(true)
    : rejected('BAD_USER_INPUT', 'holder is "<issuer>:<name>", as viewer { name groups } shows it.', 'input', 'holder');
}

export const heldThere = (world: World, node: WorldNode | undefined, { kind, holder }: BindingInput): RoleBinding | undefined =>
  world.bindings(node?.record.id ?? null).find((each) => each.kind === kind && each.holder === holder);

/** A freeze keeps nobody from giving or taking a role: that may be what it takes. */
export function bindingStep(
  input: BindingInput,
  node: WorldNode | undefined,
  change: {
    readonly verb: 'bind role' | 'unbind role';
    readonly before: string | null;
    readonly after: string | null;
    readonly write: LocalWrite;
  },
): StepDraft {
  const { kind, holder } = input;
  const who = `${kind} ${holder}`;
  const { verb, before, after, write } = change;
  const request: LocalRequest = {
    guards: [],
    writes: [write],
    events: [
      {
        kind: after === null ? 'ROLE_BINDING_REMOVED' : 'ROLE_BINDING_SET',
        nodeId: node?.record.id ?? null,
        jobName: node?.jobName ?? null,
        subject: node ? nodeSubject(node.record.id) : null,
        summary: after === null ? `${who} is no longer ${before} on ${whereWords(node)}` : `${who} is ${after} on ${whereWords(node)}`,
        body: { kind, holder, before, after },
      },
    ],
  };
  return {
    system: CANOPY,
    verb,
    target: `${who} on ${whereWords(node)}`,
    before,
    after,
    request: asJson(request),
    absolute: true,
    dependsOn: {
      [bindingFact(who, node?.jobName ?? null)]: before,
      ...(node && { [nodeOf(node.jobName)]: node.record.id }),
    },
  };
}

export const isRole = (role: string): boolean => (ROLES as readonly string[]).includes(role);
