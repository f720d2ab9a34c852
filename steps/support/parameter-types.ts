import { defineParameterType } from '@cucumber/cucumber';
import { OPERATION_NAMES } from '../../src/ddi/functions';
import type { Operation } from '../../src/ddi/functions';
import { TCP_UPLOAD_REASON } from '../../src/ddi/events';
import { IRQL } from '../../src/ddi/irql';
import type { IrqlName } from '../../src/ddi/irql';
import { NIC_CIRCUMSTANCES, TCP_FLAGS } from '../../src/ddi/nic';
import type { NicCircumstance, NicLimits, NicResource, TcpFlag } from '../../src/ddi/nic';
import { statusOf } from '../../src/ddi/status';
import type { BlockListPlace } from '../../src/stack/intermediate-driver/im-operations';
import { violations } from '../../src/violations';
import type { Violation } from '../../src/violations';
import { DEED, parseDeed } from './deeds';
import type { Deed } from './deeds';
import { HAPPENING, parseHappening } from './happenings';
import type { Happening } from './happenings';
import { NEWS } from './news-notation';
import { parseRequest, REQUEST } from './requests';
import type { Request } from './requests';
import { OBJECT, TREE } from './tree-notation';

/** A driver layer, with or without its article: `the host stack`, `intermediate driver 2`. */
export const LAYER = /(?:the )?(host stack|offload target|intermediate driver \d+)/;

defineParameterType({ name: 'tree', regexp: TREE, transformer: (text: string) => text });
defineParameterType({ name: 'object', regexp: OBJECT, transformer: (name: string) => name });
defineParameterType({
  name: 'objects',
  regexp: /(?:N|PATH|TCP)\d+(?:, (?:N|PATH|TCP)\d+)*/,
  transformer: (names: string) => names.split(', '),
});
defineParameterType({ name: 'layer', regexp: LAYER, transformer: (layer: string) => layer });
defineParameterType({
  name: 'function',
  regexp: /(?:Ndis|Miniport|Protocol)[A-Za-z]+/,
  transformer: (name: string) => name,
});
defineParameterType({
  name: 'operation',
  regexp: OPERATION_NAMES.map((name) => new RegExp(name)),
  transformer: (name: string) => name as Operation,
});
defineParameterType({
  name: 'place',
  regexp: [/in place/, /in new memory/],
  transformer: (place: string) => place as BlockListPlace,
});
defineParameterType({ name: 'status', regexp: /NDIS_STATUS_[A-Z_]+/, transformer: (name: string) => statusOf(name) });
defineParameterType({
  name: 'irql',
  regexp: Object.keys(IRQL).map((name) => new RegExp(name)),
  transformer: (name: string) => name as IrqlName,
});
defineParameterType({
  name: 'few',
  regexp: /no|at most \d+/,
  transformer: (text: string) => Number(/\d+/.exec(text)?.[0] ?? 0),
});
defineParameterType({
  name: 'holder',
  regexp: /(?:the )?(NIC|client application)/,
  transformer: (name: string) => name,
});
/** What a NIC, or the client application, has room for, as features say it. */
const RESOURCES: Readonly<Record<string, NicResource | 'bytes'>> = {
  update: 'update slots',
  neighbor: 'neighbor entries',
  path: 'path entries',
  'TCP connection': 'TCP entries',
  'hardware address': 'hardware addresses',
  'IP address': 'IP addresses',
  'VLAN ID': 'VLAN IDs',
  'transmit buffer': 'transmit buffers',
  'receive buffer': 'receive buffers',
  byte: 'bytes',
};
defineParameterType({
  name: 'resource',
  regexp: Object.keys(RESOURCES).map((name) => new RegExp(`${name}(?:e?s)?`)),
  transformer: (name: string): NicResource | 'bytes' | undefined =>
    RESOURCES[name.replace(/(?<=address)es$|(?<!addres)s$/, '')],
});
defineParameterType({
  name: 'moment',
  regexp: /(?:Ndis|Miniport|Protocol)[A-Za-z]+ is called|the data arrives/,
  transformer: (text: string) => text,
});
defineParameterType({
  name: 'happening',
  regexp: HAPPENING,
  transformer: (text: string): Happening => parseHappening(text),
});
defineParameterType({ name: 'deed', regexp: DEED, transformer: (text: string): Deed => parseDeed(text) });
defineParameterType({ name: 'request', regexp: REQUEST, transformer: (text: string): Request => parseRequest(text) });
/** What a NIC supports, as features say it, in terms of a number. */
const LIMITS: Readonly<Record<string, (value: number) => Partial<NicLimits>>> = {
  'VLAN ID': (value) => ({ vlanIds: [value] }),
  'largest receive window': (value) => ({ receiveWindow: value }),
  'largest path MTU': (value) => ({ pathMtu: value }),
};
defineParameterType({
  name: 'limit',
  regexp: Object.keys(LIMITS).map((name) => new RegExp(name)),
  transformer: (name: string): ((value: number) => Partial<NicLimits>) | undefined => LIMITS[name],
});
defineParameterType({
  name: 'flag',
  regexp: TCP_FLAGS.map((flag) => new RegExp(flag)),
  transformer: (flag: string) => flag as TcpFlag,
});
defineParameterType({
  name: 'circumstance',
  regexp: NIC_CIRCUMSTANCES.map((circumstance) => new RegExp(circumstance)),
  transformer: (text: string) => text as NicCircumstance,
});
defineParameterType({ name: 'network', regexp: /IPv[46]/, transformer: (name: string) => name });
defineParameterType({ name: 'news', regexp: NEWS, transformer: (text: string) => text });
defineParameterType({
  name: 'reason',
  regexp: Object.keys(TCP_UPLOAD_REASON).map((name) => new RegExp(name)),
  transformer: (name: string) => TCP_UPLOAD_REASON[name as keyof typeof TCP_UPLOAD_REASON],
});
defineParameterType({ name: 'remark', regexp: /[a-z-]+\.[a-z-]+/, transformer: (id: string) => id });

const culprits = new Map(violations.map((violation) => [`${violation.layer} that ${violation.title}`, violation]));
defineParameterType({
  name: 'culprit',
  regexp: [...culprits.keys()].map((text) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))),
  transformer: (text: string): Violation | undefined => culprits.get(text),
});
