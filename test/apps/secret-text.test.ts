import { describe, expect, it } from 'vitest';
import { diff, inLines } from '../../src/apps/diff.ts';
import { TaskFailure } from '../../src/apps/model.ts';
import { isSecretName, maskAddresses, maskText, masked, secretsIn } from '../../src/apps/secret-text.ts';
import { shownApp } from '../../src/apps/shown.ts';
import { anApp } from '../support/graph.ts';

describe('secrets in text', () => {
  it.each([
    ['mysql://root:hunter2@db/x', 'mysql://root:[secret]@db/x'],
    ['amqp://root:hun@ter2@mq:5672/x', 'amqp://root:[secret]@mq:5672/x'],
    ['https://ghp_hunter2@git.example/x.git', 'https://[secret]@git.example/x.git'],
    ['robot:hunter2@registry.example/app:1', 'robot:[secret]@registry.example/app:1'],
    ['https://files.example/a.tgz?sig=hunter2&v=1', 'https://files.example/a.tgz?sig=[secret]&v=1'],
    ['https://s3.example/a?X-Amz-Signature=hunter2', 'https://s3.example/a?X-Amz-Signature=[secret]'],
    ['run --token hunter2 --port 80', 'run --token [secret] --port 80'],
    ['run --db-password="hunter 2" x', 'run --db-password=[secret] x'],
    ['DB_PASSWORD=hunter2 run', 'DB_PASSWORD=[secret] run'],
    ['PASSWORD=-hunter2 run', 'PASSWORD=[secret] run'],
    ['run -key hunter2', 'run -key [secret]'],
    ['curl -H "api-key: hunter2"', 'curl -H "api-key: [secret]"'],
    ['curl -H "Authorization: Bearer hunter2" x', 'curl -H "Authorization: Bearer [secret]" x'],
    ['curl -u robot:hunter2 x', 'curl -u robot:[secret] x'],
    ['mysql -u root -phunter2 shop', 'mysql -u root -p[secret] shop'],
    ['mysqldump -p hunter2 shop', 'mysqldump -p [secret] shop'],
    ['redis-cli -h x -a hunter2 ping', 'redis-cli -h x -a [secret] ping'],
    ['{"password": "hunter2"}', '{"password": [secret]}'],
  ])('%s is shown as %s', (text, shown) => {
    expect(maskText(text)).toBe(shown);
    expect(secretsIn(text).join()).toMatch(/^(hunter2|-hunter2|hunter 2|hun@ter2|ghp_hunter2)$/);
    expect(maskText(shown)).toBe(shown);
  });

  it.each([
    'run --port 80',
    'registry.example:5000/app:1.2@sha256:abcdef',
    'http://host:8080/path@x',
    'nginx -g "daemon off;"',
    'ssh-keygen -t rsa',
    'docker run -p 80:80 app',
    'run --secret --port 80',
    'monkey=1 compass=2 keyspace=3',
  ])('%s is shown as it is', (text) => {
    expect(maskText(text)).toBe(text);
  });

  it('in prose are only those of addresses', () => {
    expect(maskAddresses('the token expired for http://u:hunter2@h/x')).toBe('the token expired for http://u:[secret]@h/x');
  });

  it.each(['DB_PASSWORD', 'PGPASSWORD', 'apiKey', 'sessionKey', 'API-KEY', 'ssh_key', 'auth', 'x.pwd', 'client_secret', 'TOKENS'])(
    'are told by the name %s',
    (name) => expect(isSecretName(name)).toBe(true),
  );

  it.each(['monkey', 'compass', 'keyspace', 'author', 'jobname', 'team'])('are not told by the name %s', (name) =>
    expect(isSecretName(name)).toBe(false),
  );

  it('are looked for in time that grows with the text, whatever it is', () => {
    const began = performance.now();
    for (const part of ['a', '_', '-', 'a.', 'key', '://a:', 'mysql ', '-u a:', 'x:y '])
      maskText(part.repeat(Math.ceil(300_000 / part.length)));
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('secrets in a definition', () => {
  it('are gone from its last failure, which may repeat a command line', () => {
    const message = 'docker run -e DB_PASSWORD=hunter2 web --token s3cr3t; exit status 125';
    const lastTaskFailure = new TaskFailure('t', 'TASK_FAILED', message, null, 1, null);
    const shown = shownApp(anApp({ lastTaskFailure })).lastTaskFailure;
    expect(shown?.message).toBe('docker run -e DB_PASSWORD=[secret] web --token [secret]; exit status 125');
  });

  it('go by the name above them, at any depth, and with every value of an environment', () => {
    expect(
      masked({
        cmd: 'x',
        env: { MODE: 'a', REF: { secret: 's' }, PIN: 1 },
        labels: { api_token: 'x', team: 'y' },
        secrets: { a: { source: 'z' } },
        passwords: ['a', 'b'],
      }),
    ).toEqual({
      cmd: 'x',
      env: { MODE: '[secret]', REF: { secret: '[secret]' }, PIN: '[secret]' },
      labels: { api_token: '[secret]', team: 'y' },
      secrets: { a: { source: '[secret]' } },
      passwords: ['[secret]', '[secret]'],
    });
  });

  it.each([
    [
      ['run', '--token', 'hunter2', '--port', '80'],
      ['run', '--token', '[secret]', '--port', '80'],
    ],
    [
      ['run', '--token=hunter2'],
      ['run', '--token=[secret]'],
    ],
    [
      ['sh', '-c', 'run --token hunter2'],
      ['sh', '-c', 'run --token [secret]'],
    ],
  ])('%j is shown as %j', (args, shown) => {
    expect(masked({ args })).toEqual({ args: shown });
    expect(secretsIn({ args })).toEqual(['hunter2']);
  });

  it('are in the parameters of Docker', () => {
    const parameters = [
      { key: 'env', value: 'MODE=hunter2' },
      { key: 'log-opt', value: 'splunk-token=hunter2' },
      { key: 'hostname', value: 'web' },
    ];
    expect(masked({ container: { docker: { parameters } } })).toEqual({
      container: {
        docker: {
          parameters: [
            { key: 'env', value: 'MODE=[secret]' },
            { key: 'log-opt', value: 'splunk-token=[secret]' },
            { key: 'hostname', value: 'web' },
          ],
        },
      },
    });
  });

  it('that changed are only said to have, also where the flag before them tells', () => {
    const change = diff({ args: ['--token', 'old'], env: { MODE: 'a' } }, { args: ['--token', 'hunter2'], env: { MODE: 'b' } });
    expect(inLines(change)).toEqual({
      before: 'args.1: [secret]\nenv.MODE: [secret]',
      after: 'args.1: [secret] (changed)\nenv.MODE: [secret] (changed)',
    });
  });
});
