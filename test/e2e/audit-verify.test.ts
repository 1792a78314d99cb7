import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore, type OpenStore } from '../../src/store/store.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { keptLog, startCanopy, until } from '../support/canopy.ts';
import { runSql, testDeps } from '../store/drivers.ts';
import { anAudit } from '../store/records.ts';

const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** As `npm run audit:verify` runs it. */
function verify(env: Record<string, string>, ...words: readonly string[]) {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [program, ...args] = scripts['audit:verify']?.split(' ') ?? [];
  expect(program).toBe('node');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...env },
  });
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

const append = (store: OpenStore, entries: number) =>
  store.write(async (tx) => {
    for (let n = 1; n <= entries; n++) tx.audit(anAudit({ at: n, subject: `s${n}` }));
  });

it('is whole beside the Canopy that writes it, by the heads that it logs', async () => {
  const file = join(aFolder(), 'canopy.sqlite');
  const { log, lines } = keptLog();
  const canopy = await startCanopy({ file, log, adopt: false });
  onTestFinished(() => canopy.stop());
  await until(() => lines.some(({ msg }) => msg === 'audit head'));
  const heads = `${file}.log`;
  const write = () => writeFileSync(heads, lines.map((line) => JSON.stringify(line)).join('\n'));
  write();
  expect(verify({ CANOPY_STORE_FILE: file }, '--heads', heads)).toMatchObject({
    status: 0,
    lines: [expect.stringMatching(/^The audit log is whole: \d+ entries; its head is \d+:/)],
  });
  // What was appended since the last minute is told when it stops.
  await canopy.canopy.stop();
  write();
  expect(lines.filter(({ msg }) => msg === 'audit head')).toHaveLength(2);
  expect(verify({ CANOPY_STORE_FILE: file }, '--heads', heads)).toMatchObject({ status: 0 });
});

it('says what was done to it, and where', async () => {
  const file = join(aFolder(), 'canopy.sqlite');
  const env = { CANOPY_STORE_FILE: file };
  const options = { driver: 'sqlite', file } as const;
  const nobody = verify(env);
  expect(nobody).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no key') });
  expect(existsSync(`${file}.audit-key`)).toBe(false);

  const auditKey = auditKeyBeside(file);
  expect(auditKeyBeside(file)).toEqual(auditKey);
  writeFileSync(`${file}2.audit-key`, 'short');
  expect(() => auditKeyBeside(`${file}2`)).toThrow(/at least 32 bytes/);
  expect(statSync(`${file}.audit-key`).mode & 0o777).toBe(0o600);
  expect(verify(env)).toMatchObject({ status: 2, stderr: expect.stringContaining(file) });
  const store = await openStore(options, { ...testDeps(), auditKey });
  onTestFinished(() => store.close());
  await append(store, 2_500);
  const { seq, mac } = await store.auditHead();
  const head = ['--head', `${seq}:${mac}`] as const;
  const log = `${file}.log`;
  writeFileSync(
    log,
    [`{"audit":{"seq":2500,"mac":"${mac}"},"msg":"audit head"}`, '{"audit":{"seq":7,"mac":"x"},"msg":"audit head"}', '{"audit'].join('\n'),
  );
  const whole = `The audit log is whole: 2500 entries; its head is 2500:${mac}`;
  expect(verify(env, ...head)).toEqual({ status: 0, lines: [whole], stderr: '' });
  expect(verify(env, '--heads', log)).toMatchObject({ status: 0, lines: [whole] });
  expect(verify(env)).toMatchObject({ status: 0, lines: [expect.stringContaining('No head was given'), whole] });

  await runSql(options, "update audit set actor = 'nobody' where seq = 17; delete from audit where seq between 1001 and 1003");
  await runSql(
    options,
    'update audit set seq = 0 where seq = 5; update audit set seq = 5 where seq = 9; update audit set seq = 9 where seq = 0',
  );
  const found = [
    '  entry 5 is out of order: it was written as entry 9',
    '  entry 9 is out of order: it was written as entry 5',
    '  entry 17 was edited: actor beside the signed text',
    '  entries 1001 to 1003 are missing',
  ];
  expect(verify(env, ...head)).toEqual({
    status: 1,
    lines: [...found, 'The audit log is NOT whole: 4 problems in 2497 entries.'],
    stderr: '',
  });
  await runSql(
    options,
    'delete from audit where seq > 2000; update audit_head set seq = 2000, mac = (select mac from audit where seq = 2000)',
  );
  expect(verify(env)).toMatchObject({ status: 1, lines: [...found, expect.anything(), expect.stringContaining('4 problems')] });
  for (const words of [head, ['--heads', log]])
    expect(verify(env, ...words).lines).toContainEqual(
      expect.stringMatching(/^ {2}the tail after 2000 is cut: the \w+ head .* is 2500$|is 2500$/),
    );

  // The wrong key is not taken for a log that somebody has touched.
  writeFileSync(`${file}.other-key`, 'a5'.repeat(32));
  const { status, lines } = verify({ ...env, CANOPY_AUDIT_KEY_FILE: `${file}.other-key` }, ...head);
  expect([status, lines.at(-2)]).toEqual([1, expect.stringContaining('none of the 1997 entries was signed with this key')]);
});

it('finds the heads in a log that is larger than a text can be', async () => {
  const file = join(aFolder(), 'canopy.sqlite');
  const store = await openStore({ driver: 'sqlite', file }, { ...testDeps(), auditKey: auditKeyBeside(file) });
  onTestFinished(() => store.close());
  await append(store, 3);
  const { seq, mac } = await store.auditHead();
  const log = openSync(`${file}.log`, 'w');
  const others = Buffer.alloc(1024 * 1024, `${'x'.repeat(65_535)}\n`);
  for (let written = 0; written <= 512; written++) writeSync(log, others);
  writeSync(log, `{"audit":{"seq":${seq},"mac":"${mac}"},"msg":"audit head"}\n`);
  closeSync(log);
  expect(verify({ CANOPY_STORE_FILE: file }, '--heads', `${file}.log`)).toMatchObject({
    status: 0,
    lines: [`The audit log is whole: 3 entries; its head is 3:${mac}`],
  });
});

it.each([
  ['a folder for a file', ['--heads', '.'], 'EISDIR'],
  ['a head that is none', ['--head', '12'], '--head: expected <seq>:<mac>'],
  ['a file that is not there', ['--heads', 'nowhere.log'], 'nowhere.log'],
  ['a file without heads', ['--heads', 'package.json'], 'no line "audit head"'],
  ['a word that it does not know', ['--fix'], '--fix'],
])('says nothing of the log with %s', (_, words, said) => {
  expect(verify({}, ...words)).toMatchObject({ status: 2, stderr: expect.stringContaining(said) });
});
