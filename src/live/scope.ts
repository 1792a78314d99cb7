import type { Role } from '../access/model.ts';
import { ALL_RIGHTS, keyOf, ROOT, type Held, type Rights } from '../access/rights.ts';
import { atLeast, higher, lower } from '../access/roles.ts';
import type { LiveNode } from './node.ts';
import type { LiveTree } from './tree.ts';

const MOST_KEPT = 1_024;

/** What somebody may see and do of the tree: each node with all below it, or nothing. What hangs on no node is for administrators. */
export class Scope {
  /** Everything there is, also what hangs on no node. */
  readonly all: boolean;
  /** At the root, above the companies. */
  readonly atRoot: Role | undefined;
  readonly #tree: LiveTree;
  readonly #rights: Rights;
  #shape = -1;
  #roles = new Map<LiveNode, Role | undefined>();
  #tops: readonly LiveNode[] = [];
  #above: ReadonlySet<LiveNode> = new Set();

  constructor(
    tree: LiveTree,
    rights: Rights,
    /** Equal for equal rights; '' for all. */
    key: string,
  ) {
    this.#tree = tree;
    this.#rights = rights;
    this.atRoot = best(rights, (held) => held.get(ROOT));
    this.all = this.atRoot === 'ADMIN';
    this.key = this.all ? '' : key;
  }

  readonly key: string;

  static everything(tree: LiveTree): Scope {
    return new Scope(tree, ALL_RIGHTS, keyOf(ALL_RIGHTS));
  }

  /** Held on the node or above it; of the root alone, what is held there. */
  role(node: LiveNode | undefined): Role | undefined {
    if (this.all) return 'ADMIN';
    if (!node?.record) return this.atRoot;
    this.#fit();
    const known = this.#roles.get(node);
    if (known !== undefined || this.#roles.has(node)) return known;
    const role = best(this.#rights, (held) => heldOn(held, node));
    // Of what is looked at now: kept of all nodes, thousands of scopes would be larger than the tree.
    if (this.#roles.size >= MOST_KEPT) this.#roles.clear();
    this.#roles.set(node, role);
    return role;
  }

  atLeastAtRoot(wanted: Role): boolean {
    return atLeast(this.atRoot, wanted);
  }

  may(wanted: Role, node: LiveNode | undefined): boolean {
    return this.all || (node?.record !== undefined && atLeast(this.role(node), wanted));
  }

  /** What hangs on the root hangs on no node. */
  sees(node: LiveNode | undefined): boolean {
    return this.all || (node?.record !== undefined && this.role(node) !== undefined);
  }

  /** Something that is seen stands below it: its name is no secret. */
  names(node: LiveNode): boolean {
    if (this.all || this.sees(node)) return true;
    this.#fit();
    return this.#above.has(node);
  }

  /** Not all of what the node holds is theirs to see, whether or not there is something. By their own bindings alone. */
  isPartial(node: LiveNode | undefined): boolean {
    if (this.all) return false;
    return node && !node.record ? this.atRoot === undefined : !this.sees(node);
  }

  /** The topmost nodes that are seen, of those within the node; the node itself when it is. */
  tops(within: LiveNode): readonly LiveNode[] {
    if (this.sees(within)) return [within];
    this.#fit();
    return within.record ? this.#tops.filter((top) => top.isWithin(within)) : this.#tops;
  }

  /** What is held where it is more than what is held above. Without a node: at the root. */
  held(): readonly { readonly role: Role; readonly node: LiveNode | undefined }[] {
    const root = this.atRoot ? [{ role: this.atRoot, node: undefined }] : [];
    if (this.all) return root;
    const ids = new Set(this.#rights.flatMap((layers) => layers.flatMap((held) => [...held.keys()])));
    const found = [...ids].flatMap((id) => {
      const node = this.#tree.nodes.get(id);
      const role = node && this.role(node);
      return node && role && role !== this.role(node.parent) ? [{ role, node }] : [];
    });
    return [...root, ...found];
  }

  /** Nothing is held anywhere. */
  get isNobodys(): boolean {
    return !this.all && this.#rights.every((layers) => layers.some((held) => held.size === 0));
  }

  /** Which nodes are seen hangs on the bindings, which never change here, and on the shape of the tree. */
  #fit(): void {
    const { version } = this.#tree.shape;
    if (version === this.#shape) return;
    this.#shape = version;
    this.#roles = new Map();
    this.#tops = this.atRoot ? this.#tree.root.children : this.#found();
    const above = new Set<LiveNode>();
    for (const top of this.#tops) for (let at = top.parent; at?.record; at = at.parent) above.add(at);
    this.#above = above;
  }

  #found(): LiveNode[] {
    const ids = new Set(this.#rights.flatMap((layers) => layers.flatMap((held) => [...held.keys()])));
    const found = new Set<LiveNode>();
    for (const id of ids) {
      const node = this.#tree.nodes.get(id);
      if (node && best(this.#rights, (held) => heldOn(held, node)) !== undefined) found.add(node);
    }
    return [...found].filter((node) => {
      for (let at = node.parent; at; at = at.parent) if (found.has(at)) return false;
      return true;
    });
  }
}

function heldOn(held: Held, node: LiveNode): Role | undefined {
  let role = held.get(ROOT);
  for (let at: LiveNode | undefined = node; at?.record; at = at.parent) role = higher(role, held.get(at.record.id));
  return role;
}

/** Of each way the least of its layers; of all ways the most. */
function best(rights: Rights, roleIn: (held: Held) => Role | undefined): Role | undefined {
  let role: Role | undefined;
  for (const [first, ...layers] of rights) {
    if (first)
      role = higher(
        role,
        layers.reduce((least, held) => lower(least, roleIn(held)), roleIn(first)),
      );
  }
  return role;
}
