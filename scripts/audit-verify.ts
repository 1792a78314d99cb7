// npm run audit:verify -- [--head <seq>:<mac>] [--heads <file of log lines>]: whether anything of the audit log was edited, removed or moved,
// and where. Reads what Canopy itself is configured with, and only reads; Canopy may run. Ends with 0: whole, 1: not, 2: nothing can be said.
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { auditKeyOf } from '../src/audit-key.ts';
import { keyName } from '../src/audit/chain.ts';
import { ChainVerifier, type KnownHead, type Problem } from '../src/audit/verify.ts';
import { readConfig } from '../src/config.ts';
import { hmac } from '../src/kit/hmac.ts';
import { readAuditLog } from '../src/store/audit-log.ts';

const WITHOUT_HEAD = 'No head was given (--head, --heads): a tail that was cut together with the head in the store would not be seen.';

async function verify(): Promise<boolean> {
  const { values } = parseArgs({ options: { head: { type: 'string' }, heads: { type: 'string' } } });
  const given = [
    ...(values.head === undefined ? [] : [headOf(values.head)]),
    ...(values.heads === undefined ? [] : [await newestIn(values.heads)]),
  ];
  const config = readConfig(process.env);
  const key = auditKeyOf(config, { make: false });
  const url = config.store.url?.reveal();
  const file = config.store.file ?? 'canopy.sqlite';
  if (!key)
    throw new Error(
      `There is no key${url === undefined ? ` for ${file}` : ''}: set audit.keyFile, or give back the file that lay beside the store; store.file names another store.`,
    );
  const store = url === undefined ? ({ driver: 'sqlite', file } as const) : ({ driver: 'mysql', url, ca: config.store.ca } as const);

  const sign = hmac(key);
  return readAuditLog(store, async ({ anchor, head, begunWith, links }) => {
    const verifier = new ChainVerifier(sign, anchor, [{ ...head, from: "the store's own head" }, ...given]);
    let problems = 0;
    let wrongKey = false;
    const tell = (found: readonly Problem[]) => {
      for (const { kind, said } of found) {
        problems++;
        wrongKey ||= kind === 'KEY';
        console.log(`  ${said}`);
      }
    };
    if (anchor) console.log(`Entries up to ${anchor.seq} were removed by retention at ${new Date(anchor.at).toISOString()}.`);
    for await (const link of links()) tell(verifier.feed(link));
    tell(verifier.end());
    if (!wrongKey && begunWith !== keyName(sign)) {
      problems++;
      console.log('  the store names another key than the one its entries are signed with: Canopy will not start on it');
    }
    if (given.length === 0) console.log(WITHOUT_HEAD);
    const { last, entries } = verifier;
    console.log(
      problems === 0
        ? `The audit log is whole: ${entries} entries; its head is ${last.seq}:${last.mac}`
        : `The audit log is NOT whole: ${problems} ${problems === 1 ? 'problem' : 'problems'} in ${entries} entries.`,
    );
    return problems === 0;
  });
}

function headOf(text: string): KnownHead {
  const [, seq, mac] = /^(\d+):([\w-]*)$/.exec(text) ?? [];
  if (seq === undefined || mac === undefined) throw new Error(`--head: expected <seq>:<mac>, as it was logged, not ${text}`);
  return { seq: Number(seq), mac, from: 'the head given' };
}

/** The furthest head that Canopy's log tells of; lines of several replicas may be in any order. */
async function newestIn(path: string): Promise<KnownHead> {
  let newest: KnownHead | undefined;
  // Line by line: a log may be larger than a text can be.
  const file = await open(path);
  for await (const line of file.readLines()) {
    if (!line.includes('"audit head"')) continue;
    const { seq, mac } = auditIn(line) ?? {};
    if (typeof seq !== 'number' || typeof mac !== 'string') continue;
    if (!newest || seq > newest.seq) newest = { seq, mac, from: 'the newest head in the log' };
  }
  if (!newest) throw new Error(`--heads: ${path} has no line "audit head" of Canopy's log`);
  return newest;
}

/** The last line of a file that is still written may be half a line. */
function auditIn(line: string): { seq?: unknown; mac?: unknown } | undefined {
  try {
    return (JSON.parse(line) as { audit?: { seq?: unknown; mac?: unknown } }).audit;
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
