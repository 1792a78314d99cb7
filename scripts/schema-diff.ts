// Compares schema/schema.graphql with every version that it had since the last tag (or the commit that is asked for), each with the next: on the
// first-parent chain, which is what landed. A breaking change must be announced in the top section of CHANGELOG.md by a line
// `BREAKING Type.field: why`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { judge } from './breaking.ts';

const FILE = 'schema/schema.graphql';

interface Version {
  readonly name: string;
  readonly text: string;
}

const changelog = existsSync('CHANGELOG.md') ? readFileSync('CHANGELOG.md', 'utf8') : '';
const told = new Set<string>();
if (git('rev-parse', '--is-shallow-repository').trim() === 'true') {
  console.error(`${FILE}: this clone does not have the whole history, so nothing can be said. Run git fetch --unshallow.`);
  process.exitCode = 1;
} else {
  const versions = [...landed(process.argv[2] ?? lastTag()), { name: 'the working tree', text: readFileSync(FILE, 'utf8') }];
  for (const [i, after] of versions.entries()) {
    const before = versions[i - 1];
    if (before && before.text !== after.text) await compare(before, after);
  }
  if (versions.every(({ text }) => text === versions[0]?.text)) console.log(`${FILE}: nobody has another one; nothing to compare.`);
}

async function compare(before: Version, after: Version): Promise<void> {
  const { changes, unannounced } = await judge(before.text, after.text, changelog);
  console.log(`${FILE}: ${changes.length} changes from ${before.name} to ${after.name}.`);
  for (const { criticality, message } of changes)
    if (criticality.level !== 'NON_BREAKING') console.log(`  ${criticality.level}: ${message}`);
  for (const { path, message } of unannounced) {
    if (told.has(message)) continue;
    told.add(message);
    console.error(
      `Not announced: ${message} Add "BREAKING ${path ?? '?'}: <why, and what callers do instead>" to the top section of CHANGELOG.md.`,
    );
    process.exitCode = 1;
  }
}

function lastTag(): string | undefined {
  return found('describe', '--tags', '--abbrev=0', '--first-parent')?.trim();
}

/** From the oldest on; a commit that has none, as the first ones do, has nothing to say. */
function landed(since: string | undefined): Version[] {
  const range = since === undefined ? 'HEAD' : `${since}..HEAD`;
  const commits = git('log', '--first-parent', '--reverse', '--format=%H', range, '--', FILE).split('\n').filter(Boolean);
  return [...(since === undefined ? [] : [since]), ...commits].flatMap((commit) => {
    const text = found('show', `${commit}:${FILE}`);
    return text === undefined ? [] : [{ name: commit.slice(0, 12), text }];
  });
}

function git(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** Undefined where git has nothing of the kind. */
function found(...words: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout : undefined;
}
