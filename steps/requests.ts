import { Then } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import { listOf } from '../src/contract/reading';
import type { FunctionName } from '../src/ddi/functions';
import { NetBufferListSnapshot } from '../src/ddi/snapshot';
import { statusName } from '../src/ddi/status';
import type { ChimneyWorld } from './support/world';

/** What becomes of requests. */

const REPORTS: Record<string, FunctionName> = {
  send: 'ProtocolTcpOffloadSendComplete',
  receive: 'ProtocolTcpOffloadReceiveComplete',
  disconnect: 'ProtocolTcpOffloadDisconnectComplete',
  forward: 'ProtocolTcpOffloadForwardComplete',
};

Then(
  'each of these requests on {object} completes once, with {status}:',
  function (this: ChimneyWorld, connection: string, status: number, table: DataTable) {
    for (const { request = '', count = '' } of table.hashes()) {
      const report = REPORTS[request];
      if (!report) throw new SyntaxError(`"${request}" is not a request; ${Object.keys(REPORTS).join(', ')} are`);
      const completed = this.since
        .filter(({ kind, name, to }) => kind === 'call' && name === report && to === 'host stack')
        .flatMap(({ parameters }) =>
          (parameters['NetBufferList'] as NetBufferListSnapshot).lists.map((list, index) => ({
            list,
            status: (parameters['NetBufferList'] as NetBufferListSnapshot).statuses[index] ?? null,
          })),
        );
      const own = completed.filter(({ list }) => list.name.startsWith(`${connection} `));
      const once = new Set(own.map(({ list }) => list)).size;
      const happened = own.map((one) => `${one.list.name} ${statusName(one.status)}`).join(', ') || 'none';
      const holds = once === Number(count) && own.length === once && own.every((one) => one.status === status);
      this.expect(
        holds,
        `${count} ${request} requests on ${connection}, once each, with ${statusName(status)}`,
        happened,
      );
    }
  },
);

Then(
  'each of the {int} sends outstanding on {object} goes back once, completed with {status} or handed over, in order',
  function (this: ChimneyWorld, count: number, connection: string, status: number) {
    const calls = this.since.filter(({ kind, to }) => kind === 'call' && to === 'host stack');
    const completed = calls
      .filter(({ name }) => name === REPORTS['send'])
      .flatMap(({ parameters }) => {
        const { lists, statuses } = parameters['NetBufferList'] as NetBufferListSnapshot;
        return lists.map(({ name }, index) => ({ name, as: statusName(statuses[index] ?? null) }));
      });
    const handedOver = calls
      .filter(({ name }) => name === 'ProtocolTerminateOffloadComplete')
      .flatMap((entry) => [...listOf(entry)])
      .flatMap(({ chain }) => (chain?.lists ?? []).map(({ name }) => ({ name, as: 'handed over' })));
    const own = ({ name }: { name: string }): boolean => name.startsWith(`${connection} send `);
    const show = (back: readonly { name: string; as: string }[]): string =>
      back.map(({ name, as }) => `${name} ${as}`).join(', ') || 'none';
    const back = [...completed, ...handedOver].filter(own);
    const once = new Set(back.map(({ name }) => name)).size === back.length && back.length === count;
    const right = back.every(({ as }) => as === 'handed over' || as === statusName(status));
    const inOrder = [completed, handedOver].every((some) => {
      const numbers = some.filter(own).map(({ name }) => Number(name.split(' ').at(-1)));
      return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
    });
    const expected = `${String(count)} sends of ${connection}, each once, ${statusName(status)} or handed over, in order`;
    this.expect(once && right && inOrder, expected, show(back));
  },
);

Then('the client application gets {int} bytes of {object}', function (this: ChimneyWorld, bytes: number, name: string) {
  const got = this.since
    .filter(
      (entry) => entry.kind === 'condition' && entry.name === 'gets data' && entry.parameters['connection'] === name,
    )
    .reduce((sum, { parameters }) => sum + Number(parameters['bytes']), 0);
  this.expect(
    got === bytes,
    `the client application to get ${String(bytes)} bytes of ${name}`,
    `it got ${String(got)}`,
  );
});
