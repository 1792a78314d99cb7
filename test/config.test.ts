import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const read = (file: unknown, environment: Record<string, string> = {}) =>
  readConfig({ CANOPY_CONFIG: 'canopy.yml', ...environment }, () => stringify(file));

function failureOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

describe('the configuration', () => {
  it('opens to other machines only with authentication, and with the names that it is reached by', () => {
    const auth = { oidc: [{ name: 'acme', issuer: 'https://id.example.com', audience: ['canopy'] }] };
    expect(() => read({ server: { host: '0.0.0.0' } })).toThrow(/loopback only: .* or configure auth/);
    expect(() => read({ server: { host: '0.0.0.0' }, auth })).toThrow(/the names by which this server is reached are expected/);
    expect(read({ server: { host: '0.0.0.0', hosts: ['canopy.example.com'] }, auth }).auth?.oidc[0]).toMatchObject({
      ...{ algorithms: ['RS256', 'ES256', 'EdDSA'], nameClaim: 'sub', groupsClaim: 'groups', clockSkewMs: 30_000 },
    });
    expect(() => read({ server: { host: '0.0.0.0' }, auth: { oidc: [] } })).toThrow(/auth\.oidc/);
  });

  it.each([
    [{ oidc: [{ name: 'a', issuer: 'https://x.example.com', audience: ['c'], algorithms: ['HS256'] }] }, /auth\.oidc\[0\]\.algorithms/],
    [{ oidc: [{ name: 'a', issuer: 'https://x.example.com', audience: ['c'], algorithms: ['none'] }] }, /auth\.oidc\[0\]\.algorithms/],
    [{ oidc: [{ name: 'a', issuer: 'https://x.example.com', audience: [] }] }, /auth\.oidc\[0\]\.audience/],
    [{ oidc: [{ name: 'A b', issuer: 'https://x.example.com', audience: ['c'] }] }, /auth\.oidc\[0\]\.name/],
    [{ oidc: [{ name: 'token', issuer: 'https://x.example.com', audience: ['c'] }] }, /other names begin so/],
    [{ oidc: ['a', 'a'].map((name, n) => ({ name, issuer: `https://${n}.example.com`, audience: ['c'] })) }, /same name/],
    [{ oidc: ['a', 'b'].map((name) => ({ name, issuer: 'https://x.example.com', audience: ['c'] })) }, /same issuer/],
    [{}, /auth\.oidc/],
  ])('refuses callers who are not told apart, or whose tokens anybody could make: %j', (auth, said) => {
    expect(() => read({ auth })).toThrow(said);
  });

  it('is complete without a file and without an environment', () => {
    expect(readConfig({})).toMatchObject({ server: { host: '127.0.0.1', port: 4000 }, marathons: [], log: { level: 'info' } });
    expect(readConfig({ CANOPY_CONFIG: 'empty.yml' }, () => '')).toEqual(readConfig({}));
  });

  it('tells every mistake at once, by name, with what is expected', () => {
    const { message, ...error } = failureOf(() =>
      read({
        server: { port: 70_000, hots: '127.0.0.1' },
        limits: { depth: 0 },
        marathons: [
          { name: 'Main Cluster', urls: ['ftp://marathon'] },
          { name: 'second', urls: [] },
        ],
        mesos: { everyMs: 'often' },
        log: { level: 'loud' },
        sandbx: true,
      }),
    );
    expect(error).toMatchObject({ name: 'ConfigError' });
    for (const name of [
      'server.port',
      'hots',
      'limits.depth',
      'marathons[0].name',
      'marathons[0].urls[0]',
      'marathons[1].urls',
      'mesos.urls',
      'mesos.everyMs',
      'log.level',
      'sandbx',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).toContain('65535');
    expect(message).toContain('"warn"');
  });

  it('tells mistakes of the environment in the same way', () => {
    expect(() => readConfig({ PORT: 'http', CANOPY_LOG_LEVEL: 'loud' })).toThrow(ConfigError);
    const { message } = failureOf(() => readConfig({ PORT: 'http', CANOPY_LOG_LEVEL: 'loud' }));
    expect(message).toContain('server.port');
    expect(message).toContain('log.level');
  });

  it('knows what a Falcon may be told of: places, counters, a zone, and two tokens at most', () => {
    const falcon = { url: 'http://falcon:8080', user: 'canopy', password: 'hunter2' };
    expect(read({ falcon }).falcon).toMatchObject({ everyMs: 30_000, batch: 5_000, endpoint: '{taskId}', zone: 'UTC', hookTokens: [] });
    expect(read({ falcon: { ...falcon, endpoint: '{host}', tags: 'id={taskId}', zone: 'Asia/Shanghai' } }).falcon).toBeDefined();
    const { message } = failureOf(() =>
      read({
        falcon: {
          ...{ ...falcon, url: 'http://canopy:hunter2@falcon', batch: 5_001, endpoint: '{task}', hostEndpoint: '{taskId}', tags: 'id' },
          ...{ zone: 'Mars/Olympus', hookTokens: ['a', 'b', 'c'], counters: { CPU_IDLE: 'cpu idle' } },
        },
      }),
    );
    for (const name of ['url', 'batch', 'endpoint', 'hostEndpoint', 'tags', 'zone', 'hookTokens', 'counters.CPU_IDLE'])
      expect(message).toContain(`falcon.${name}`);
    expect(message).toContain('Asia/Shanghai');
    expect(message).not.toContain('hunter2');
  });

  it('takes a Chronos with a token at least, and tells what is wrong with its settings', () => {
    const chronos = { urls: ['http://chronos:4400'], hookTokens: ['a'], basic: { user: 'canopy', password: 'secret' } };
    expect(read({ chronos }).chronos).toMatchObject({ cluster: 'main', everyMs: 10_000, timeoutMs: 5_000, prefix: 'canopy' });
    expect(JSON.stringify(read({ chronos }).chronos)).not.toContain('secret"');
    const wrong = { urls: ['http://user:secret@chronos'], prefix: 'a_b', cluster: 'A', hookTokens: [], callback: 'here', everyMs: 0 };
    const told = failureOf(() => read({ chronos: wrong })).message;
    for (const name of Object.keys(wrong)) expect(told).toContain(`chronos.${name}`);
    expect(told).not.toContain('secret');
    expect(failureOf(() => read({ chronos: { ...chronos, hookTokens: ['a', 'b', 'c'] } })).message).toContain('chronos.hookTokens');
  });

  describe('with files', () => {
    const CERTIFICATE = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
    const KEY = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n';
    const files: Record<string, string> = {
      'ca.pem': CERTIFICATE,
      'cert.pem': CERTIFICATE,
      'key.pem': KEY,
      'documents.json': '{"a":"{ a }"}',
      'audit.key': 'a5'.repeat(32),
      'short.key': 'a5'.repeat(31),
      'list.json': '[]',
      'text.json': '{"a":',
    };
    const readWith = (file: unknown) =>
      readConfig({ CANOPY_CONFIG: 'canopy.yml' }, (path) => {
        const text = path === 'canopy.yml' ? stringify(file) : files[path];
        if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
        return text;
      });

    it('holds what they hold, the key as a secret', () => {
      const { server, store, audit, docker } = readWith({
        server: { trustedDocuments: 'documents.json', onlyTrusted: true },
        store: { url: 'mysql://canopy@db/canopy', caFile: 'ca.pem' },
        audit: { keyFile: 'audit.key' },
        docker: { template: 'https://{host}:2376', tls: { caFile: 'ca.pem', certFile: 'cert.pem', keyFile: 'key.pem' } },
      });
      expect([server.trustedDocuments, store.ca, docker?.tls?.ca, docker?.tls?.cert]).toEqual([
        { a: '{ a }' },
        CERTIFICATE,
        CERTIFICATE,
        CERTIFICATE,
      ]);
      expect(docker?.tls?.key?.reveal()).toBe(KEY);
      expect(audit.key?.reveal()).toBe(Buffer.alloc(32, 0xa5).toString('base64'));
      expect(inspect(docker, { depth: 9 })).not.toContain('hunter2');
    });

    it('tells of each one that is not there or not what is expected, at once with every other mistake', () => {
      const { message } = failureOf(() =>
        readWith({
          server: { host: '0.0.0.0', port: 70_000, trustedDocuments: 'nowhere.json', onlyTrusted: true },
          store: { caFile: 'key.pem', eventCount: -1 },
          audit: { keyFile: 'short.key' },
          docker: { template: '', tls: { caFile: 'nowhere.pem', certFile: 'cert.pem', keyFile: 'ca.pem' } },
          log: { level: 'loud' },
        }),
      );
      for (const [name, said] of [
        ['server.host', /loopback only/],
        ['server.port', /65535/],
        ['server.trustedDocuments', /nowhere\.json cannot be read: ENOENT/],
        ['store.caFile', /PEM block "CERTIFICATE"/],
        ['store.eventCount', />0/],
        ['audit.keyFile', /at least 32 bytes/],
        ['docker.template', />=1/],
        ['docker.tls.caFile', /nowhere\.pem cannot be read: ENOENT/],
        ['docker.tls.keyFile', /PEM block "PRIVATE KEY"/],
        ['log.level', /"warn"/],
      ] as const) {
        expect(message).toMatch(new RegExp(`${said.source}[^\\n]*\\n *→ at ${name.replaceAll('.', '\\.')}\\b`));
      }
      expect(message).not.toContain('hunter2');
      expect(message).not.toContain('onlyTrusted');
    });

    it.each(['list.json', 'text.json'])('says what a file of trusted documents looks like: %s does not', (file) => {
      expect(() => readWith({ server: { trustedDocuments: file } })).toThrow(
        /expected a JSON file \{ id: document \}[^]*server\.trustedDocuments/,
      );
    });

    it('does not take settings that need another one', () => {
      const { message } = failureOf(() =>
        readWith({ server: { onlyTrusted: true, port: -1 }, store: { caFile: 'ca.pem', eventAgeMs: 0 } }),
      );
      expect(message).toMatch(/trustedDocuments is expected[^]*server\.onlyTrusted/);
      expect(message).toMatch(/url is expected[^]*store\.caFile/);
      expect(() => readWith({ limits: { points: 100, cost: 101 } })).toThrow(/at least as many as cost are expected[^]*limits\.points/);
      expect(readWith({ limits: { points: 100, cost: 100 } }).limits.points).toBe(100);
      expect(() => readWith({ docker: { template: 'x', tls: { certFile: 'cert.pem' } } })).toThrow(/certFile and keyFile come together/);
    });

    it('names the configuration file itself when it cannot be read', () => {
      expect(() => readConfig({ CANOPY_CONFIG: 'nowhere.yml' })).toThrow(/CANOPY_CONFIG: nowhere\.yml cannot be read: ENOENT/);
      expect(() => readConfig({ CANOPY_CONFIG: 'a.yml' }, () => 'a: [')).toThrow(/CANOPY_CONFIG: a\.yml is not YAML/);
    });

    it('does not repeat the line of it that is not YAML: a password may stand there', () => {
      const failure = (text: string) => failureOf(() => readConfig({ CANOPY_CONFIG: 'a.yml' }, () => text)).message;
      expect(failure('log: { level: info }\nmarathons: [{ token: hunter2: x }]\n')).toBe(
        'CANOPY_CONFIG: a.yml is not YAML: BLOCK_IN_FLOW at line 2, column 22',
      );
      expect(failure('marathons: [{ token: *hunter2 }]')).toMatch(/^CANOPY_CONFIG: a\.yml is not YAML: .*quotes$/);
    });
  });

  it.each(['http://root:hunter2@{host}:2375', 'https://hunter2@{ip}:2376', 'tcp://{host}:2375', '{host}:2375'])(
    'takes no template of engines that holds credentials or is no address: %s',
    (template) => {
      const { message } = failureOf(() => read({ docker: { template } }));
      expect(message).toMatch(/→ at docker\.template/);
      expect(message).not.toContain('hunter2');
    },
  );

  it.each(['https://{host}:2376', 'http://{ip}:2375', 'unix:///run/engines/{host}.sock', 'http://engines.example.com:2375'])(
    'takes %s for the address of engines',
    (template) => expect(read({ docker: { template } }).docker?.template).toBe(template),
  );

  it('lets the environment override the file, one setting at a time', () => {
    const file = { server: { port: 5000, graphiql: false }, store: { file: 'a.sqlite' }, log: { level: 'warn' } };
    const { server, store, log } = read(file, {
      HOST: 'localhost',
      PORT: '5001',
      CANOPY_STORE_FILE: 'b.sqlite',
      CANOPY_LOG_LEVEL: 'debug',
    });
    expect(server).toMatchObject({ host: 'localhost', port: 5001, graphiql: false });
    expect(store.file).toBe('b.sqlite');
    expect(log.level).toBe('debug');
    expect(read(file, { PORT: '', CANOPY_LOG_LEVEL: '' })).toMatchObject({ server: { port: 5000 }, log: { level: 'warn' } });
  });

  it.each([
    ['server.origins[0]', { server: { origins: ['https://portal.example/'] } }],
    ['server.origins[0]', { server: { origins: ['portal.example'] } }],
    ['server.origins[0]', { server: { origins: ['null'] } }],
    ['store.url', { store: { url: 'mysql://hunter2@/database' } }],
    ['store.url', { store: { url: 'mysql://canopy:hunter2@db' } }],
    ['store.url', { store: { url: 'postgres://canopy:hunter2@db/canopy' } }],
    ['store.url', { store: { url: 'hunter2' } }],
    ['crashAt', { crashAt: 'nowhere' }],
  ])('tells at the start what would fail later: %s', (name, file) => {
    const { message } = failureOf(() => read(file));
    expect(message).toContain(`→ at ${name}`);
    expect(message).not.toContain('hunter2');
  });

  it('takes what is right in the same places', () => {
    const file = {
      server: { origins: ['https://portal.example', 'http://localhost:3000'] },
      store: { url: 'mariadb://canopy@db:3307/canopy' },
      audit: { keyFile: 'audit.key' },
      crashAt: 'before-send',
    };
    expect(read(file)).toMatchObject({ server: file.server, crashAt: 'before-send' });
  });

  it('expects a key of the audit log outside a store that several processes share', () => {
    const store = { url: 'mysql://canopy@db/canopy' };
    expect(() => read({ store })).toThrow(/outside the store.*\n *→ at audit\.keyFile/);
    expect(() => readConfig({ CANOPY_STORE_URL: store.url })).toThrow(/audit\.keyFile/);
    const key = (text: string) => {
      const files = (_: string, encoding?: string) => (encoding === 'latin1' ? text : '');
      const config = readConfig({ CANOPY_STORE_URL: store.url, CANOPY_AUDIT_KEY_FILE: 'audit.key' }, files);
      return Buffer.from(config.audit.key?.reveal() ?? '', 'base64').toString('hex');
    };
    const hex = 'a5ff'.repeat(16);
    const bytes = Buffer.from(hex, 'hex');
    const forms = [hex, ` ${hex}\n`, bytes.toString('base64'), `${bytes.toString('base64url')}\n`, bytes.toString('latin1')];
    expect(forms.map(key)).toEqual(forms.map(() => hex));
    for (const short of ['', hex.slice(2), bytes.subarray(1).toString('base64'), bytes.subarray(1).toString('latin1')])
      expect(() => key(short)).toThrow(/at least 32 bytes.*\n *→ at audit\.keyFile/);
  });

  it('takes an optional system whole or not at all', () => {
    expect(readConfig({})).not.toHaveProperty('docker');
    expect(() => read({ docker: { deadlineMs: 100 } })).toThrow(/docker\.template/);
    expect(() => read({ marathons: [{ name: 'main', urls: ['http://m:8080'], basic: { user: 'canopy' } }] })).toThrow(
      /marathons\[0\]\.basic\.password/,
    );
  });

  it.each(['0.0.0.0', '::', '10.1.2.3', 'canopy.example.com'])(
    'refuses to serve %s without authentication, naming the settings',
    (host) => {
      expect(() => readConfig({ HOST: host })).toThrow(/server\.host.*HOST.*127\.0\.0\.1/);
      expect(() => read({ server: { host } })).toThrow(/server\.host/);
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('serves %s, which only this machine reaches', (host) => {
    expect(readConfig({ HOST: host }).server.host).toBe(host);
  });

  it('says which file is no object', () => {
    expect(() => readConfig({ CANOPY_CONFIG: 'list.yml' }, () => '- a')).toThrow(/list\.yml: an object/);
  });

  it('prints every secret as [secret]', () => {
    const config = read({
      store: { url: 'mysql://canopy:hunter2@db/canopy' },
      audit: { keyFile: 'audit.key' },
      marathons: [{ name: 'main', urls: ['http://m:8080'], basic: { user: 'canopy', password: 'hunter2' }, token: 'hunter2' }],
    });
    for (const text of [
      inspect(config, { depth: 9 }),
      JSON.stringify(config),
      `${config.store.url?.toString()} ${String(config.marathons[0]?.token)}`,
    ]) {
      expect(text).not.toContain('hunter2');
      expect(text).toContain('[secret]');
    }
    expect(config.store.url?.reveal()).toContain('hunter2');
    expect(config.marathons[0]?.basic?.password.reveal()).toBe('hunter2');
  });

  it('does not repeat a secret in what it says of a mistake', () => {
    const { message } = failureOf(() =>
      read({ store: { url: { password: 'hunter2' } }, marathons: [{ name: 'main', urls: ['http://m'], token: ['hunter2'] }] }),
    );
    expect(message).toContain('store.url');
    expect(message).not.toContain('hunter2');
  });
});
