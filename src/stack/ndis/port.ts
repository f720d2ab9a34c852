import type { FunctionName, ParametersOf, ProtocolHandlers } from '../../ddi/functions';
import type { Interface } from '../interface';

/** Who calls; a protocol driver also says what to call back. */
export interface Caller {
  readonly layer: string;
  readonly protocol: ProtocolHandlers | null;
}

/** What NDIS does when a function is called. */
export type Implementations = Readonly<Record<string, (caller: Caller, parameters: never) => unknown>>;

/**
 * The functions of NDIS as one driver has them. Each is made when it is first asked for: most drivers call a few, and
 * every example starts several.
 */
export class Port {
  constructor(
    readonly links: Interface,
    readonly caller: Caller,
    readonly implementations: Implementations,
  ) {
    for (const name in implementations) if (!(name in Port.prototype)) provide(name);
  }

  /** All functions, made now, in an object that can be copied and taken apart. */
  static whole(port: Port): object {
    return Object.fromEntries(Object.keys(port.implementations).map((name) => [name, Reflect.get(port, name)]));
  }
}

/** Lets every port have a function. */
function provide(name: string): void {
  Object.defineProperty(Port.prototype, name, {
    get(this: Port) {
      const { links, caller, implementations } = this;
      const run = implementations[name] as (from: Caller, parameters: unknown) => never;
      const implementation = (given: unknown): never => run(caller, given);
      const value = (parameters: ParametersOf<FunctionName>): unknown =>
        links.call(caller.layer, 'NDIS', name as FunctionName, parameters, implementation);
      Object.defineProperty(this, name, { value, enumerable: true });
      return value;
    },
  });
}
