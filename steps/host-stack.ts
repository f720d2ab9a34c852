import { Given, When } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import type { Operation } from '../src/ddi/functions';
import type { IrqlName } from '../src/ddi/irql';
import type { Deed } from './support/deeds';
import type { Request } from './support/requests';
import type { ChimneyWorld } from './support/world';

/** What the host stack does, and how. "has invalidated" is "invalidates", done before the example begins. */

Given('the host stack calls at {irql}', function (this: ChimneyWorld, irql: IrqlName) {
  this.stack.host.irql = irql;
});

Given('as soon as {moment}, {deed}', function (this: ChimneyWorld, moment: string, deed: Deed) {
  this.asSoonAs(moment, deed);
});

Given('the host stack has invalidated {tree}', invalidate);
When('the host stack invalidates {tree}', invalidate);

When(
  'the host stack invalidates {tree} and, before that completes, {tree}',
  function (this: ChimneyWorld, first: string, second: string) {
    this.act(() => {
      this.startOn('invalidate', first);
      this.startOn('invalidate', second);
    });
  },
);

When(
  'the host stack invalidates {tree} and, before that completes, {request} on {object}',
  function (this: ChimneyWorld, tree: string, request: Request, connection: string) {
    this.act(() => {
      this.startOn('invalidate', tree);
      request(this, this.object(connection));
    });
  },
);

When('the host stack invalidates {object} with all that depends on it', function (this: ChimneyWorld, name: string) {
  this.act(() => {
    this.stack.host.startOnAll('invalidate', this.object(name));
  });
});

Given('the host stack has offloaded {tree}', offload);
When('the host stack offloads {tree}', offload);

When('the host stack offloads {tree}, with:', function (this: ChimneyWorld, tree: string, table: DataTable) {
  this.act(() => {
    this.initiate(tree, table.raw());
  });
});

When('the host stack queries:', function (this: ChimneyWorld, table: DataTable) {
  this.act(() => {
    this.query(table.raw());
  });
});

Given('the host stack has updated:', update);
When('the host stack updates:', update);

When('the host stack learns/learned of {news}', function (this: ChimneyWorld, news: string) {
  this.act(() => {
    this.learn(news);
  });
});

Given('the host stack has terminated {tree}', terminate);
When('the host stack terminates {tree}', terminate);

When('the host stack carries out the terminations that it owes', function (this: ChimneyWorld) {
  this.act(() => {
    this.stack.host.terminateWhatIsOwed();
  });
});

When('the host stack {request} on {object}', function (this: ChimneyWorld, request: Request, connection: string) {
  this.act(() => {
    request(this, this.object(connection));
  });
});

When('the host stack sends {int} bytes on every TCP connection', function (this: ChimneyWorld, length: number) {
  this.act(() => {
    for (const connection of this.connections) this.stack.host.send(connection, [length]);
  });
});

function offload(this: ChimneyWorld, tree: string): void {
  this.act(() => {
    this.initiate(tree);
  });
}

When('the host stack asks for the {operation} of {tree}', askFor);

function askFor(this: ChimneyWorld, operation: Operation, tree: string): void {
  this.act(() => {
    this.askFor(operation, tree);
  });
}

function invalidate(this: ChimneyWorld, tree: string): void {
  this.act(() => {
    this.startOn('invalidate', tree);
  });
}

function update(this: ChimneyWorld, table: DataTable): void {
  this.act(() => {
    this.update(table.raw());
  });
}

function terminate(this: ChimneyWorld, tree: string): void {
  this.act(() => {
    this.terminate(tree);
  });
}
