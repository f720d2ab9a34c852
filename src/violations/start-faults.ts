import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { OPERATIONS } from '../ddi/functions';
import type { NdisBindingHandle } from '../ddi/handles';
import type { LayerKind } from '../ddi/tap';
import { articled } from './completion-faults';
import type { OffloadedOperation } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

/** The remarks that the start of every operation shares in form. */
export interface StartRemarks {
  readonly below: string;
  readonly binding: string;
  readonly names: string;
  readonly propagates: string;
  readonly builds: string;
}

/**
 * What a driver can do wrong in starting an operation, or in handing on what it was asked for, whichever operation it is.
 * @param operation the operation
 * @param remarks the remarks that are broken
 */
export function startViolations(operation: OffloadedOperation, remarks: StartRemarks): Violation[] {
  const { starts, handles } = OPERATIONS[operation];
  const article = articled(operation);
  const by =
    (layer: LayerKind) =>
    (id: string, breaks: string, title: string, apply: Violation['apply']): Violation => ({
      id: `${operation}-${layer === 'intermediate driver' ? 'im-' : ''}${id}`,
      breaks,
      layer,
      title,
      apply,
    });
  const host = by('host stack');
  const intermediate = by('intermediate driver');
  /** Starts the operation through the binding to another adapter. */
  const otherBinding =
    (layer: LayerKind): Violation['apply'] =>
    (tap, exercised) => {
      const opened = new Map<string, NdisBindingHandle[]>();
      tap.calls('NdisInitiateOffload', layer, ({ parameters, from }, proceed) => {
        const known = opened.get(from) ?? [];
        if (!known.includes(parameters.NdisBindingHandle)) opened.set(from, [...known, parameters.NdisBindingHandle]);
        return proceed();
      });
      tap.calls(starts, layer, ({ parameters, from }, proceed) => {
        const other = opened.get(from)?.find((handle) => handle !== parameters.NdisBindingHandle);
        if (!other) return proceed();
        exercised();
        return proceed({ ...parameters, NdisBindingHandle: other });
      });
    };
  /** Changes the list before it is passed down; tells whether there was anything to change. */
  const passes =
    (layer: LayerKind, change: (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => boolean): Violation['apply'] =>
    (tap, exercised) => {
      tap.calls(starts, layer, ({ parameters }, proceed) => {
        if (change(parameters.OffloadBlockList)) exercised();
        return proceed();
      });
    };
  const cut = (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): boolean => {
    const had = root.NextBlock !== null || root.DependentBlockList !== null;
    root.NextBlock = null;
    root.DependentBlockList = null;
    return had;
  };
  return [
    by('NDIS')('handed-on-twice', remarks.below, `calls the handler below twice for ${article}`, (tap, exercised) => {
      tap.calls(handles, 'NDIS', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    }),
    by('NDIS')(
      'answered-by-ndis',
      remarks.below,
      `calls no handler below when the host stack asks for ${article}`,
      (tap, exercised) => {
        tap.handles(starts, 'NDIS', ({ from }, proceed) => {
          if (from !== 'host stack') return proceed();
          exercised();
          return undefined;
        });
      },
    ),
    host(
      'other-binding-handle',
      remarks.binding,
      `asks for ${article} with the handle of another binding`,
      otherBinding('host stack'),
    ),
    intermediate(
      'no-binding-handle',
      remarks.binding,
      `hands ${article} on with no binding handle`,
      (tap, exercised) => {
        tap.calls(starts, 'intermediate driver', ({ parameters }, proceed) => {
          exercised();
          return proceed({ ...parameters, NdisBindingHandle: null as unknown as NdisBindingHandle });
        });
      },
    ),
    host('names-less', remarks.names, `names only the first block of ${article}`, passes('host stack', cut)),
    intermediate('keeps-request', remarks.propagates, `does not hand ${article} on`, (tap, exercised) => {
      tap.calls(starts, 'intermediate driver', loses(exercised));
    }),
    intermediate('asks-twice', remarks.propagates, `hands ${article} on twice`, (tap, exercised) => {
      tap.calls(starts, 'intermediate driver', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    }),
    intermediate(
      'builds-less',
      remarks.builds,
      `builds only the first block of the list that it hands on for ${article}`,
      passes('intermediate driver', cut),
    ),
    intermediate(
      'builds-without-state',
      remarks.builds,
      `changes the state structures that it hands on for ${article}`,
      passes('intermediate driver', (root) => {
        const blocks = blocksOf(root).filter(({ following }) => following !== null);
        for (const block of blocks) block.following = null;
        return blocks.length > 0;
      }),
    ),
    intermediate(
      'builds-nothing',
      remarks.builds,
      `hands on for ${article} the miniport block list itself`,
      (tap, exercised) => {
        const given = new Map<string, unknown>();
        tap.handles(handles, 'intermediate driver', ({ parameters, to }, proceed) => {
          given.set(to, parameters.OffloadBlockList);
          return proceed();
        });
        tap.calls(starts, 'intermediate driver', ({ parameters, from }, proceed) => {
          exercised();
          return proceed({ ...parameters, OffloadBlockList: given.get(from) as NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST });
        });
      },
    ),
  ];
}
