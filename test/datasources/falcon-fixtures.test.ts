import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  decodeBound,
  decodeExpressionAction,
  decodeExpressions,
  decodeGroup,
  decodeGroupHosts,
  decodeGroups,
  decodeNodata,
  decodeNodatas,
  decodeStrategies,
  decodeTeam,
  decodeTeams,
  decodeUsers,
  decodeTemplateDetail,
  decodeTemplates,
} from '../../datasources/falcon/decode-portal.ts';
import { decodeCounters, decodeEndpoints, decodeHistory } from '../../datasources/falcon/decode-graph.ts';

const root = join(import.meta.dirname, '../../../shared/contracts/fixtures/falcon/api');

const whole =
  <T>(decode: (value: unknown) => readonly T[]) =>
  (value: unknown) => ({ items: decode(value), unreadable: [] });
const one = <T>(decode: (value: unknown) => T) => whole((value) => [decode(value)]);

/** What must be read from the answers that Falcon's documentation shows; none of it may be left unread. */
const decoders = {
  'Graph.endpoint_counter.json': decodeCounters,
  'Graph.endpoints.json': decodeEndpoints,
  'Graph.graph_histroy.json': decodeHistory,
  'Graph.grafana.json': decodeHistory,
  'HostGroup.hostgroup_list.json': whole(decodeGroups),
  'HostGroup.hostgroup_create.json': one(decodeGroup),
  'HostGroup.hostgroup_get_info_by_id.json': whole(decodeGroupHosts),
  'HostGroup.hostgroup_template_list.json': whole(decodeBound),
  'Template.tpl_list.json': whole(decodeTemplates),
  'Template.tpl_info_by_id.json': one(decodeTemplateDetail),
  'Strategy.strategy_list.json': whole(decodeStrategies),
  'Expression.expression_list.json': whole(decodeExpressions),
  'Expression.expression_info_by_id.json': one(decodeExpressionAction),
  'NoData.nodata_list.json': whole(decodeNodatas),
  'NoData.nodata_info_by_id.json': one(decodeNodata),
  'Team.team_info_by_name.json': one(decodeTeam),
  'Team.team_info_by_id.json': one(decodeTeam),
  'User.user_list.json': whole(decodeUsers),
} as const;

describe.skipIf(!existsSync(root))("the answers of Falcon's own documentation", () => {
  it.each(Object.entries(decoders))('%s is read whole', (file, decode) => {
    const { responses } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { responses: unknown[] };
    expect(responses.length).toBeGreaterThan(0);
    for (const response of responses) {
      const { items, unreadable } = decode(response);
      expect(items.length).toBeGreaterThan(0);
      expect(unreadable).toEqual([]);
    }
  });

  it('a list of teams without their members is not taken for one of teams without members', () => {
    const { responses } = JSON.parse(readFileSync(join(root, 'Team.team_list.json'), 'utf8')) as { responses: unknown[] };
    for (const response of responses) expect(() => decodeTeams(response)).toThrow('[0].users');
  });
});
