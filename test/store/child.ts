import { once } from 'node:events';
import { systemClock } from '../../src/kit/clock.ts';
import { openStore, type StoreOptions } from '../../src/store/store.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { aNode, anEvent } from './records.ts';

/** Another process with the store open, for tests that stop or kill it. What it prints is what it was told. */
const [role, options, name] = process.argv.slice(2);
const parsed: StoreOptions = JSON.parse(options ?? '');
const ignore = () => {};
const log = { info: ignore, warn: ignore, error: ignore };
const store = await openStore(parsed, { clock: systemClock, log, newId: () => crypto.randomUUID(), auditKey: AUDIT_KEY });
const say = (line: string) => process.stdout.write(`${line}\n`);
say('open');

if (role === 'write') {
  let made = 0;
  const writeOn = async () => {
    for (;;) {
      const id = `${name}-${++made}`;
      await store.write(async (tx) => {
        await tx.putNode(aNode(id));
        tx.event(anEvent({ subject: id }));
      });
      say(id);
    }
  };
  await Promise.all([writeOn(), writeOn(), writeOn()]);
}

if (role === 'hold') {
  let held = false;
  await store.write(async (tx) => {
    await tx.putAlias({ jobName: 'cop.contended', nodeId: 'child', since: 1 });
    tx.event(anEvent({ subject: 'child' }));
    if (held) return;
    held = true;
    say('inside');
    await once(process.stdin, 'data');
    process.stdin.destroy();
  });
  say('written');
  await store.close();
}

if (role === 'append') {
  await Promise.all(Array.from({ length: 500 }, (_, n) => store.write(async (tx) => tx.event(anEvent({ subject: `${name} ${n}` })))));
  await store.close();
}
