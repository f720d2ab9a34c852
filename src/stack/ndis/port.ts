import type { FunctionName, ParametersOf, ProtocolHandlers } from '../../ddi/functions';
import type { Interface } from '../interface';

/** Who calls; a protocol driver also says what to call back. */
export interface Caller {
  readonly layer: string;
  readonly protocol: ProtocolHandlers | null;
}

/** What NDIS does when a function is called. */
export type Implementations = Readonly<Record<string, (caller: Caller, parameters: never) => unknown>>;

/** The functions of NDIS as one driver has them, to be called as its methods: a driver of ours does nothing else with them. */
export class Port {
  constructor(
    readonly links: Interface,
    readonly caller: Caller,
    readonly implementations: Implementations,
  ) {
    for (const name in implementations) if (!(name in Port.prototype)) provide(name);
  }

  /** All functions by themselves, in an object that can be copied and taken apart. */
  static whole(port: Port): object {
    const functions = Object.keys(port.implementations).map((name) => {
      const method = Reflect.get(port, name) as (this: Port, parameters: unknown) => unknown;
      return [name, method.bind(port)];
    });
    return Object.fromEntries(functions) as object;
  }
}

/** Lets every port have a function. */
function provide(name: string): void {
  function value(this: Port, parameters: ParametersOf<FunctionName>): unknown {
    const { links, caller, implementations } = this;
    const run = implementations[name] as (from: Caller, given: unknown) => never;
    return links.call(caller.layer, 'NDIS', name as FunctionName, parameters, (given) => run(caller, given));
  }
  Object.defineProperty(Port.prototype, name, { value });
}
