import { wire, type Json } from '../../web.ts';
import type { Portal } from '../portal.ts';
import { bind, type Bound } from './bind.ts';
import { duplicate, EXPECTATION_FAILED, found, numberIn, paged, Refused, type Call, type Route } from './call.ts';
import type { PortalDeps } from './hostgroups.ts';

/** Values that stand in for those that stay away. */
export function nodataRoutes(deps: PortalDeps): readonly Route[] {
  const { portal, wrote } = deps;
  return [
    ['GET', /^\/nodata$/, ({ query }) => paged(portal.nodata.all(), query).map(wire)],
    ['GET', /^\/nodata\/([^/]+)$/, ({ params: [id] }) => wire(found(portal.nodata.find(numberIn(id))))],
    ['POST', /^\/nodata$/, (call) => create(call, deps)],
    ['PUT', /^\/nodata$/, (call) => update(call, deps)],
    [
      'DELETE',
      /^\/nodata\/([^/]+)$/,
      ({ params: [text] }) => {
        const id = numberIn(text);
        if (portal.nodata.delete(id)) wrote('nodata.delete', id);
        return `mockcfg:${id} is deleted`;
      },
    ],
  ];
}

const fields = {
  Obj: ['obj', 'string', 'required'],
  ObjType: ['obj_type', 'string', 'required'],
  Metric: ['metric', 'string', 'required'],
  Tags: ['tags', 'string'],
  DsType: ['dstype', 'string', 'required'],
  Step: ['step', 'int64', 'required'],
  Mock: ['mock', 'float64'],
} as const;

function create(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Name, ...input } = bind(call, 'APICreateNoDataInputs', { Name: ['name', 'string', 'required'], ...fields });
  const row = rowOf(input);
  if (portal.nodata.all().some(({ name }) => name === Name)) throw new Refused(duplicate(Name, 'uniq_name'), EXPECTATION_FAILED);
  const made = portal.nodata.insert({ name: Name, ...row, creator: call.user?.name ?? '' });
  wrote('nodata.create', made.id);
  return wire(made);
}

/** Its name stays. */
function update(call: Call, { portal, wrote }: PortalDeps): Json {
  const { ID, ...input } = bind(call, 'APIUpdateNoDataInputs', { ID: ['id', 'int64', 'required'], ...fields });
  const row = { ...found(portal.nodata.find(ID), EXPECTATION_FAILED), ...rowOf(input) };
  if (portal.nodata.update(row)) wrote('nodata.update', ID);
  return wire(row);
}

function rowOf(input: Bound<typeof fields>): Omit<ReturnType<Portal['nodata']['all']>[number], 'id' | 'name' | 'creator'> {
  if (!['group', 'host', 'other'].includes(input.ObjType)) throw new Refused('obj_type only accpect "group, host, other"');
  return {
    ...{ obj: input.Obj, obj_type: input.ObjType, metric: input.Metric, tags: input.Tags },
    ...{ dstype: input.DsType, step: input.Step, mock: input.Mock },
  };
}
