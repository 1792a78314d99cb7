import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { onDrivers, runSql } from './drivers.ts';
import { startProcess } from './processes.ts';
import { aNode, anEvent } from './records.ts';

onDrivers('a process that is killed', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('leaves each change with its event or neither, and nothing that it had confirmed is lost', async () => {
    const options = await fresh();
    const confirmed: string[] = [];
    for (let round = 0; round < 10; round++) {
      const writer = startProcess('write', options, `round ${round}`);
      await writer.said(`round ${round}-1`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await writer.kill('SIGKILL');
      confirmed.push(...writer.lines.filter((line) => line !== 'open'));

      const store = await open(options);
      const { nodes, seq } = await store.facts();
      const events = await store.events({ before: seq + 1, limit: 1e6, order: 'oldest' });
      expect(events.map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
      expect(events.map(({ subject }) => subject).sort()).toEqual(nodes.map(({ id }) => id).sort());
      const kept = new Set(nodes.map(({ id }) => id));
      expect(confirmed.filter((id) => !kept.has(id))).toEqual([]);
      await store.write(async (tx) => {
        await tx.putNode(aNode(`after ${round}`));
        tx.event(anEvent({ subject: `after ${round}` }));
      });
      await store.close();
    }
    expect(confirmed.length).toBeGreaterThan(10);
  });
});

onDrivers('an event that cannot be written', ['sqlite', 'mariadb'], ({ open, fresh, driver }) => {
  it('takes its change and its batch back with it, and no place in the log', async () => {
    const options = await fresh();
    const store = await open(options);
    const refuse = `create trigger refuse before insert on events for each row`;
    await runSql(
      options,
      driver === 'sqlite'
        ? `${refuse} when new.subject = 'bad' begin select raise(abort, 'refused'); end`
        : `${refuse} begin if new.subject = 'bad' then signal sqlstate '45000'; end if; end`,
    );
    const write = (id: string) =>
      store.write(async (tx) => {
        await tx.putNode(aNode(id));
        tx.event(anEvent({ subject: id }));
      });
    const results = await Promise.allSettled([write('good'), write('bad')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await store.facts()).toMatchObject({ nodes: [], seq: 0 });
    expect(await write('next')).toMatchObject({ seq: 1 });
    expect((await store.facts()).nodes.map(({ id }) => id)).toEqual(['next']);
  });
});

onDrivers('a file that is in use', ['sqlite'], ({ open, fresh }) => {
  it('is refused to a second process, naming the first and the way out, until that has ended', async () => {
    const options = await fresh();
    const holder = startProcess('write', options, 'x');
    await holder.said('open');
    const refused = expect.objectContaining({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(new RegExp(`in use by process ${holder.child.pid}\\b.*store\\.url.*MySQL`)),
    });
    await expect(open(options)).rejects.toEqual(refused);
    await holder.kill('SIGKILL');
    await expect(open(options)).resolves.toBeDefined();
    await expect(open(options)).rejects.toThrow(`process ${process.pid}`);
  });

  it('is readable to its owner alone', async () => {
    const options = await fresh();
    const store = await open(options);
    await store.write((tx) => tx.putNode(aNode('n1')));
    if (options.driver !== 'sqlite') return;
    for (const file of [options.file, `${options.file}-wal`]) expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('is refused while its holder is only stopped', async () => {
    const options = await fresh();
    const holder = startProcess('hold', options);
    await holder.said('inside');
    holder.child.kill('SIGSTOP');
    await expect(open(options)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    holder.goOn();
    await holder.said('written');
  });
});
