import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../web.ts';
import type { Container } from './container.ts';

const NEVER = '0001-01-01T00:00:00Z';
const iso = (at: number) => new Date(at).toISOString().replace('Z', '000000Z');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** `GET /containers/{id}/json`. */
export function inspectJson(container: Container, withSize: boolean): JsonObject {
  const { id, name, image, command, env, labels, startedAt, restarts, folder } = container;
  const root = `/var/lib/docker/containers/${id}`;
  return {
    ...{ Id: id, Created: iso(startedAt), Path: '/bin/sh', Args: ['-c', command] },
    State: stateJson(container),
    Image: `sha256:${hash(image)}`,
    ...{
      ResolvConfPath: `${root}/resolv.conf`,
      HostnamePath: `${root}/hostname`,
      HostsPath: `${root}/hosts`,
    },
    LogPath: folder === null ? '' : join(folder, 'stdout'),
    ...{
      Name: name,
      RestartCount: restarts,
      Driver: 'overlay2',
      Platform: 'linux',
      MountLabel: '',
      ProcessLabel: '',
    },
    ...{ AppArmorProfile: '', ExecIDs: null },
    HostConfig: hostConfig(container),
    GraphDriver: graphDriver(id),
    ...(withSize && sizes(container)),
    Mounts: mounts(container),
    Config: {
      ...{
        Hostname: id.slice(0, 12),
        Domainname: '',
        User: '',
        AttachStdin: false,
        AttachStdout: true,
        AttachStderr: true,
      },
      ExposedPorts: Object.fromEntries(container.ports.map(({ inside }) => [`${inside}/tcp`, {}])),
      ...{
        Tty: false,
        OpenStdin: false,
        StdinOnce: false,
        Env: env,
        Cmd: ['/bin/sh', '-c', command],
      },
      ...{
        Image: image,
        Volumes: null,
        WorkingDir: '',
        Entrypoint: null,
        OnBuild: null,
        Labels: labels,
      },
    },
    NetworkSettings: networkSettings(container),
  };
}

function stateJson({ pid, startedAt, end }: Container): JsonObject {
  return {
    ...{
      Status: end ? 'exited' : 'running',
      Running: !end,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
    },
    ...{ Dead: false, Pid: end ? 0 : (pid ?? 0), ExitCode: end?.code ?? 0, Error: '' },
    ...{ StartedAt: iso(startedAt), FinishedAt: end ? iso(end.at) : NEVER },
  };
}

function boundPorts({ ports, hostIp }: Container): JsonObject {
  const bound: JsonObject = {};
  for (const { inside, outside } of ports) bound[`${inside}/tcp`] = [{ HostIp: hostIp, HostPort: String(outside) }];
  return bound;
}

function hostConfig(container: Container): JsonObject {
  const { cpus, memMiB } = container;
  const memory = memMiB * 1_048_576;
  return {
    ...{
      Binds: null,
      ContainerIDFile: '',
      LogConfig: { Type: 'json-file', Config: {} },
      NetworkMode: 'acme',
    },
    PortBindings: boundPorts(container),
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    ...{
      AutoRemove: false,
      VolumeDriver: '',
      Privileged: false,
      PublishAllPorts: false,
      ReadonlyRootfs: false,
    },
    // What the Mesos agent passes on: shares for the processors, a hard limit for memory.
    ...{
      CpuShares: Math.max(2, Math.round(cpus * 1024)),
      Memory: memory,
      MemorySwap: memory,
      MemoryReservation: 0,
    },
    ...{ NanoCpus: 0, CpuPeriod: 0, CpuQuota: 0, CpusetCpus: '', CpusetMems: '', CgroupParent: '' },
    ...{
      BlkioWeight: 0,
      OomKillDisable: false,
      PidsLimit: null,
      ShmSize: 67_108_864,
      Ulimits: null,
    },
  };
}

export function graphDriver(id: string): JsonObject {
  const base = `/var/lib/docker/overlay2/${hash(id)}`;
  return {
    Name: 'overlay2',
    Data: {
      LowerDir: `${base}-init/diff`,
      MergedDir: `${base}/merged`,
      UpperDir: `${base}/diff`,
      WorkDir: `${base}/work`,
    },
  };
}

/** The task's own folder is its home; it is really there. */
export function mounts({ folder, id }: Container): JsonObject[] {
  const Source = folder ?? `/var/lib/mesos/slaves/${id.slice(0, 12)}`;
  return [
    {
      Type: 'bind',
      Source,
      Destination: '/home/work',
      Mode: 'rw',
      RW: true,
      Propagation: 'rprivate',
    },
  ];
}

export function networkSettings(container: Container): JsonObject {
  const { ip, id } = container;
  const address = {
    ...{ Gateway: gatewayOf(ip), IPAddress: ip, IPPrefixLen: 16, IPv6Gateway: '' },
    ...{
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
      MacAddress: macOf(ip),
      EndpointID: hash(`${id}/endpoint`),
    },
  };
  return {
    ...{
      Bridge: '',
      SandboxID: hash(`${id}/sandbox`),
      HairpinMode: false,
      LinkLocalIPv6Address: '',
    },
    ...{ LinkLocalIPv6PrefixLen: 0, SandboxKey: `/var/run/docker/netns/${id.slice(0, 12)}` },
    Ports: boundPorts(container),
    ...address,
    Networks: {
      acme: {
        IPAMConfig: null,
        Links: null,
        Aliases: [id.slice(0, 12)],
        NetworkID: hash('acme'),
        ...address,
        DriverOpts: null,
      },
    },
  };
}

/** Docker makes it from the address: `02:42` and the four bytes. */
function macOf(ip: string): string {
  return ['02', '42', ...ip.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))].join(':');
}

function gatewayOf(ip: string): string {
  const [a, b] = ip.split('.');
  return `${a}.${b}.0.1`;
}

/** Bytes in the task's folder; the image below it is the same for all. */
export function sizes({ folder }: Container): { SizeRw: number; SizeRootFs: number } {
  let own = 0;
  if (folder !== null) {
    for (const name of readdirSync(folder)) own += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { SizeRw: own, SizeRootFs: own + 72_800_000 };
}
