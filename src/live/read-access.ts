import { MUTATION_ROLES, ROLES, type ApiToken, type Caller, type Role, type RoleBinding } from '../access/model.ts';
import { nameOfToken } from '../access/rights.ts';
import type { HeldRole, ShownBinding, ShownToken } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { TreeNode } from '../tree/model.ts';
import type { AccessMirror } from './access.ts';
import { compareText } from './node.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import type { LiveTree } from './tree.ts';

export interface AccessReadsDeps {
  readonly tree: LiveTree;
  readonly access: AccessMirror;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly reading: Reading;
}

const VIEW = 'view';

/** Reads of who may what: of one's own, and of the nodes that one sees. */
export class AccessReads {
  constructor(private readonly deps: AccessReadsDeps) {}

  binding(id: string): ShownBinding | undefined {
    const { access, scope, tree } = this.deps;
    this.#reads();
    const found = access.facts.bindings.find((each) => each.id === id);
    if (!found) return undefined;
    const seen = found.nodeId === null ? scope.all : scope.sees(tree.nodes.get(found.nodeId));
    return seen ? this.#shown(found) : undefined;
  }

  bindingsOn(node: TreeNode | null): readonly ShownBinding[] | null {
    this.#reads();
    if (node?.partial) return null;
    const found = this.deps.access.bindingsOn(node?.nodeId ?? null).map((each) => this.#shown(each));
    return found.sort((a, b) => compareText(a.kind, b.kind) || compareText(a.holder, b.holder));
  }

  /** To its owner, to administrators, and to who has it. */
  token(id: string): ShownToken | undefined {
    const { access, scope, caller } = this.deps;
    const found = access.token(id);
    if (!found) return undefined;
    const own = found.owner === caller.name || nameOfToken(id) === caller.name;
    return own || scope.all ? shownToken(found) : undefined;
  }

  tokens(): readonly ShownToken[] {
    const { access, caller } = this.deps;
    return access.tokensOf(caller.name).map(shownToken);
  }

  scopesOf({ scopes }: ShownToken): readonly HeldRole[] {
    const { tree, scope } = this.deps;
    return scopes.flatMap(({ nodeId, role }): HeldRole[] => {
      if (nodeId === null) return [{ role, treeNode: null }];
      // What its owner may not see any more is of no use to it.
      const node = tree.nodes.get(nodeId);
      return scope.sees(node) && node?.entity ? [{ role, treeNode: node.entity }] : [];
    });
  }

  holds(): readonly HeldRole[] {
    return this.deps.scope
      .held()
      .flatMap(({ role, node }): HeldRole[] =>
        node === undefined ? [{ role, treeNode: null }] : node.entity ? [{ role, treeNode: node.entity }] : [],
      )
      .sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role) || compareText(a.treeNode?.jobName ?? '', b.treeNode?.jobName ?? ''));
  }

  /** What an action needs; undefined: nothing but to be somebody. */
  needed(action: string): Role | undefined {
    if (action === VIEW) return 'VIEWER';
    if (!Object.hasOwn(MUTATION_ROLES, action))
      throw new Fault('BAD_USER_INPUT', `action: "${action}" is no mutation, and not "${VIEW}".`, { details: { argument: 'action' } });
    return MUTATION_ROLES[action as keyof typeof MUTATION_ROLES] ?? undefined;
  }

  get kind(): Caller['kind'] {
    return this.deps.caller.kind;
  }

  #shown({ id, ...rest }: RoleBinding): ShownBinding {
    const owner = rest.kind === 'TOKEN' ? (this.deps.access.token(rest.holder)?.owner ?? null) : null;
    return { id: `RoleBinding:${id}`, ...rest, owner };
  }

  #reads(): void {
    this.deps.reading.cell(this.deps.access.cell);
  }
}

/** Never its hash. */
const shownToken = ({ id, label, owner, scopes, createdAt, expiresAt, lastUsedAt }: ApiToken): ShownToken => ({
  ...{ id: `ApiToken:${id}`, label, owner, scopes, createdAt, expiresAt, lastUsedAt },
});
