import { Then } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import type { FunctionName } from '../src/ddi/functions';
import { NetBufferListSnapshot } from '../src/ddi/snapshot';
import { statusName } from '../src/ddi/status';
import type { ChimneyWorld } from './support/world';

/** What becomes of send and receive requests. */

const REPORTS: Record<string, FunctionName> = {
  send: 'ProtocolTcpOffloadSendComplete',
  receive: 'ProtocolTcpOffloadReceiveComplete',
};

Then(
  'each of these requests on {object} completes once, with {status}:',
  function (this: ChimneyWorld, connection: string, status: number, table: DataTable) {
    for (const { request = '', count = '' } of table.hashes()) {
      const report = REPORTS[request];
      if (!report) throw new SyntaxError(`"${request}" is not a request; ${Object.keys(REPORTS).join(' and ')} are`);
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
